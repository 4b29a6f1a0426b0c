import { keywordStems, sentencesOf } from './reader/words.ts'

/** What is to be done with the values that were found. */
export type Operation = 'sum' | 'average' | 'largest' | 'smallest' | 'count' | 'value'

/** A query, as far as rules can understand it. */
export interface Question {
  /** The query without instructions on the form of the answer. */
  asked: string
  /** Stems of the words that matter, names included. */
  keywords: string[]
  /** Proper names in the question. */
  names: string[]
  /** Stems of the unit in which a number is asked for, such as metres. */
  units: string[]
  operation: Operation
  wants: 'number' | 'name'
}

/** What a handed-down query says before the question itself. */
export const HANDED_DOWN = 'Answer this for that part alone: '

const ENTRY_NOUNS = 'messages?|tickets?|entries|entry|lines?|records?|reviews?|posts?|comments?|e-?mails?|rows?|items?'

const OPERATIONS: readonly (readonly [Operation, RegExp])[] = [
  ['count', new RegExp(`\\bhow many (?:of (?:the|these|those|them)\\b|(?:\\w+ )?(?:${ENTRY_NOUNS})\\b)`, 'i')],
  ['average', /\b(?:average|mean)\b/i],
  ['largest', /\b(?:most|largest|highest|tallest|longest|biggest|greatest|maximum)\b/i],
  ['smallest', /\b(?:least|smallest|lowest|shortest|minimum|fewest)\b/i],
  ['sum', /\b(?:total|combined|altogether|together|sum|in all|overall|whole)\b/i],
]

const NUMBER_WANTED = /\b(?:how (?:many|much|tall|long|high|old|far)|number|code|amount|total|combined|sum|average)\b/i

/** Understands a query. */
export function readQuestion(query: string): Question {
  const asked = withoutFormWishes(coreOf(query))
  return {
    asked,
    keywords: keywordStems(asked.replaceAll('`context`', ' ')),
    names: namesIn(asked),
    units: unitsIn(asked),
    operation: OPERATIONS.find(([, pattern]) => pattern.test(asked))?.[0] ?? 'value',
    wants: NUMBER_WANTED.test(asked) || unitsIn(asked).length > 0 ? 'number' : 'name',
  }
}

/** A query that was handed down for one part of a whole has the question at its end. */
function coreOf(query: string): string {
  return query.split(HANDED_DOWN).at(-1) ?? query
}

function withoutFormWishes(query: string): string {
  const asking = sentencesOf(query).filter((sentence) => !/^(?:answer|reply|respond|give|return)\b/i.test(sentence))
  return asking.length === 0 ? query : asking.join(' ')
}

function namesIn(text: string): string[] {
  const names = sentencesOf(text).flatMap((sentence) => {
    const afterFirstWord = sentence.replace(/^\S+\s/, ' ')
    return afterFirstWord.match(/\p{Lu}[\p{Ll}\p{N}’'-]+(?:\s\p{Lu}[\p{L}\p{N}’'-]+)*/gu) ?? []
  })
  return [...new Set(names)]
}

function unitsIn(text: string): string[] {
  const named = [...text.matchAll(/\bin ([a-z]+s)\b|\bhow many ([a-z]+)\b/gi)]
  return named.flatMap(([, unit, counted]) => keywordStems(unit ?? counted ?? ''))
}
