import { stem, wordsOf } from './words.ts'

const TROUBLE = `abort aborted broken canceled cancelled corrupt crash crashed critical deadlock denied died disconnected down
  dropped emergency error evicted exceeded exception exhausted expired fail failed failing failure fatal full invalid kill
  killed leak lost missing out-of-memory overflow overloaded panic refused reject rejected reset segfault starved stuck
  terminated throttled timeout unavailable unhandled unreachable unexpectedly`

const TROUBLE_PHRASE = /\b(?:timed? ?out|giving up|could not|cannot|unable to|not found|too many|ran out)\b/i

const TROUBLE_STEMS = new Set(TROUBLE.split(/\s+/).map(stem))

/** Whether a line of a log speaks of trouble, by its words, whatever level it carries. */
export function isTrouble(line: string): boolean {
  return TROUBLE_PHRASE.test(line) || wordsOf(line).some((word) => TROUBLE_STEMS.has(stem(word)))
}
