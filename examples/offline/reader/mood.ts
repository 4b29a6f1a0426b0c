import { stem, wordsOf } from './words.ts'

/** How a writer feels. */
export type Mood = 'complaint' | 'praise' | 'neutral'

const UNHAPPY = `angry annoyed annoying appalling awful bad broken complain complaint crushed damaged defective delay delayed
  disappointed disappointment disappointing disgrace dreadful fail failed faulty frustrated frustrating furious horrible
  ignored late lost missing nightmare overdue poor problem ridiculous rude ruined scratched shame shocking slow soaked
  smashed stopped terrible threw thrown trouble twice unacceptable unhappy unhelpful upset useless waited wasted
  worse worst wrong locked reject crack error fault`

const HAPPY = `amazing beautiful best brilliant careful delighted delightful easy enjoyed excellent fantastic fast friendly
  good-natured grateful great happy helpful impressed kind love loved lovely nice perfect perfectly pleasant pleased
  pleasure quick quickly smooth spotless superb well wonderful acceptable early`

const NEGATORS = new Set([
  'not',
  'no',
  'never',
  'cannot',
  "can't",
  "don't",
  "isn't",
  "wasn't",
  'nothing',
  'without',
  'hardly',
])
const NEGATED_REACH = 3
/** Phrases of a writer who was let down, none of whose words is unhappy by itself. */
const LET_DOWN = [
  /\bstill (?:not|no|waiting|nothing)\b|\bnever (?:came|arrived|turned up|got|received|heard|again)\b/i,
  /\bno ?(?:body|one) (?:has|have|answers?|answered|cares?|replied|replies)\b/i,
  /\b(?:was|were|been) promised\b|\byou promised\b/i,
  /\bexpect(?:ed)? (?:better|more)\b|\bfed up\b|\blet down\b|\bnothing like\b/i,
]

const SIGN_OFF = /\b(?:thanks|thank you|please|kind regards|best regards|best wishes|regards)\b[^.!?]*[.!?]?/gi
const GREETING = /^\s*(?:hello|hi|dear|good (?:morning|afternoon|evening|day))\b/i

const UNHAPPY_STEMS = new Set(UNHAPPY.split(/\s+/).map(stem))
const HAPPY_STEMS = new Set(HAPPY.split(/\s+/).map(stem))

/** Whether a text complains, praises or does neither; greetings and sign-offs do not count, and "not late" is no complaint. */
export function moodOf(text: string): Mood {
  const plain = text.replace(GREETING, '').replace(SIGN_OFF, '')
  const balance = wordBalance(plain) + phraseBalance(plain)
  if (balance === 0) return 'neutral'
  return balance < 0 ? 'complaint' : 'praise'
}

/** The mood that a description asks for; undefined where it asks for none. */
export function moodNamedIn(description: string): Mood | undefined {
  if (/\b(?:complain|complaints?|unhappy|dissatisfied|negative|angry)\b/i.test(description)) return 'complaint'
  return /\b(?:praise|happy|satisfied|positive|compliments?)\b/i.test(description) ? 'praise' : undefined
}

function wordBalance(text: string): number {
  const words = wordsOf(text)
  return words.reduce((balance, word, index) => {
    const isNegated = words.slice(Math.max(0, index - NEGATED_REACH), index).some((before) => NEGATORS.has(before))
    return balance + weightOf(stem(word)) * (isNegated ? -1 : 1)
  }, 0)
}

function weightOf(wordStem: string): number {
  if (UNHAPPY_STEMS.has(wordStem)) return -1
  return HAPPY_STEMS.has(wordStem) ? 1 : 0
}

function phraseBalance(text: string): number {
  return -LET_DOWN.filter((phrase) => phrase.test(text)).length
}
