import { stem, wordsOf } from './words.ts'

/** Words that may stand for one another when a question is held against a text. */
const MEANINGS: readonly (readonly string[])[] = [
  ['height', 'high', 'tall', 'rise', 'rose', 'elevation'],
  ['length', 'long', 'span', 'stretch'],
  ['width', 'wide', 'broad', 'across'],
  ['depth', 'deep'],
  ['weight', 'weigh', 'heavy'],
  ['age', 'old', 'born'],
  ['cost', 'price', 'spend', 'spent', 'spending', 'expense', 'expenditure', 'paid', 'pay'],
  ['income', 'revenue', 'earn', 'turnover', 'sale'],
  ['travel', 'trip', 'journey', 'flight', 'flew', 'hotel', 'rail', 'travelling'],
  ['design', 'designer', 'architect', 'plan', 'drew', 'drawn', 'draw', 'conceive', 'engineer'],
  ['write', 'wrote', 'written', 'author'],
  ['found', 'founder', 'founded', 'establish', 'start'],
  ['responsible', 'care', 'charge', 'hands', 'lead', 'organise', 'organize', 'handle', 'manage', 'duty', 'owner'],
  ['employee', 'staff', 'people', 'headcount', 'colleague'],
]

/** Words by which a sentence takes back what it mentions. */
const DENIALS = `abandon cancel cancelled canceled decline dismiss failed instead lost never overruled postpone refuse reject
  rejected unbuilt unsuccessful withdrawn withdrew`

const DENIAL_PHRASE = /\bturned? down\b|\bin vain\b|\bcalled off\b|\bnot (?:chosen|built|used|taken|held|bought)\b/i
const ABSENCE = /\b(?:no|nobody|none|nothing|zero|without)\b|\bno one\b|\b(?:did|was|were|do|does) not\b/i

const STEMMED_MEANINGS = MEANINGS.map((group) => new Set(group.map(stem)))
const STEMMED_DENIALS = new Set(DENIALS.split(/\s+/).map(stem))

/** The stems that mean about the same as this one, itself included. */
export function related(wordStem: string): ReadonlySet<string> {
  const groups = STEMMED_MEANINGS.filter((group) => group.has(wordStem))
  return new Set([wordStem, ...groups.flatMap((group) => [...group])])
}

/** Whether a sentence takes back or rules out what it mentions; the question's own words do not count as that. */
export function isDenied(sentence: string, questionStems: readonly string[]): boolean {
  const stems = wordsOf(sentence).map(stem)
  const denying = stems.some((wordStem) => STEMMED_DENIALS.has(wordStem) && !questionStems.includes(wordStem))
  return denying || DENIAL_PHRASE.test(sentence)
}

/** Whether a sentence says that there was nothing of what it mentions. */
export function saysNothing(sentence: string): boolean {
  return ABSENCE.test(sentence)
}
