import type { Question } from '../question.ts'
import { isDenied, related, saysNothing } from './meanings.ts'
import { clausesOf, keywordStems, sentencesOf, stem, wordsOf } from './words.ts'

/** What a text says on a question. */
export interface Passage {
  value: string
  /** The sentence that says it. */
  quote: string
}

interface Candidate extends Passage {
  score: number
}

const NUMBER = /(?<![\p{L}\p{N}.:,-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\p{L}\p{N}:-])/gu
const NAME = /\p{Lu}[\p{Ll}’'-]+(?:\s\p{Lu}[\p{Ll}’'-]+)+/gu

/** The value of the sentence that fits the question best; undefined where no sentence touches the question. */
export function findPassage(question: Question, text: string): Passage | undefined {
  const sentences = sentencesOf(text).filter((sentence) => !isDenied(sentence, question.keywords))
  const relevance = relevanceIn(question, sentences)
  const candidates = sentences.flatMap((sentence) => valuesIn(question, sentence, relevance))
  const fitting = question.wants === 'number' ? withUnit(question, candidates) : candidates
  const best = highest([...fitting, ...absences(question, sentences, relevance)])
  return best === undefined ? undefined : { value: best.value, quote: best.quote }
}

/** How much a stretch of text has to do with the question. */
type Relevance = (stretch: string) => number

/** A word of the question weighs the more, the fewer sentences have it or a word of its meaning. */
function relevanceIn({ keywords }: Question, sentences: readonly string[]): Relevance {
  const spread = sentences.map(stemsOf)
  const weights = keywords.map((keyword) => {
    const sharers = spread.filter((stems) => fit(keyword, stems) > 0).length
    return { keyword, weight: sharers === 0 ? 0 : 1 / sharers }
  })
  return (stretch) => {
    const stems = stemsOf(stretch)
    return weights.reduce((sum, { keyword, weight }) => sum + weight * fit(keyword, stems), 0)
  }
}

/** How well a keyword is met: 1 by itself, half by a word of the same meaning. */
function fit(keyword: string, stems: ReadonlySet<string>): number {
  if (stems.has(keyword)) return 1
  return [...related(keyword)].some((meaning) => stems.has(meaning)) ? 0.5 : 0
}

/** Whether a text says of the question's names what the question says of them, and does not take it back. */
export function concerns(question: Question, text: string): boolean {
  const relations = withoutNames(question).keywords
  return sentencesOf(text).some((sentence) => {
    const stems = stemsOf(sentence)
    const isNamed = question.names.every((name) => sentence.includes(name))
    return isNamed && !isDenied(sentence, question.keywords) && relations.some((relation) => fit(relation, stems) > 0)
  })
}

/** The question without its names: inside a document that is known to be about them, they tell sentences apart no more. */
export function withoutNames(question: Question): Question {
  const nameStems = new Set(question.names.flatMap(keywordStems))
  return { ...question, names: [], keywords: question.keywords.filter((keyword) => !nameStems.has(keyword)) }
}

function valuesIn(question: Question, sentence: string, relevance: Relevance): Candidate[] {
  const whole = relevance(sentence) + question.names.filter((name) => sentence.includes(name)).length
  if (whole === 0) return []
  if (question.wants === 'name')
    return namesAsked(question, sentence).map((value) => ({ value, quote: sentence, score: whole }))
  return clausesOf(sentence).flatMap((clause) => {
    const score = whole + 2 * relevance(clause)
    return (clause.match(NUMBER) ?? []).map((value) => ({ value, quote: sentence, score }))
  })
}

function namesAsked({ asked }: Question, sentence: string): string[] {
  return (sentence.match(NAME) ?? []).filter((name) => !asked.includes(name))
}

/** Where the question names a unit, only numbers of that unit count. */
function withUnit({ units }: Question, candidates: Candidate[]): Candidate[] {
  if (units.length === 0) return candidates
  return candidates.filter(({ value, quote }) => {
    const [next = ''] = wordsOf(quote.slice(quote.indexOf(value) + value.length))
    return units.includes(stem(next))
  })
}

/** "None" is an answer too: 0 of what the sentence says there was nothing of. */
function absences({ wants, units }: Question, sentences: readonly string[], relevance: Relevance): Candidate[] {
  if (wants === 'name' || units.length === 0) return []
  const denying = sentences.filter((sentence) => saysNothing(sentence) && !/\d/.test(sentence))
  return denying
    .map((sentence) => ({ value: '0', quote: sentence, score: relevance(sentence) * 3 }))
    .filter(({ score }) => score > 0)
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(wordsOf(text).map(stem))
}

function highest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (best, candidate) => (best === undefined || candidate.score > best.score ? candidate : best),
    undefined,
  )
}
