import { readQuestion } from '../question.ts'
import { combine, FINDING } from './combine.ts'
import { moodNamedIn, moodOf } from './mood.ts'
import { concerns, findPassage, withoutNames } from './passage.ts'
import { topicOf, topicsNamedIn } from './topics.ts'
import { isTrouble } from './trouble.ts'
import { sentencesOf, stem, wordsOf } from './words.ts'

/** What a prompt asks, and the text that it asks it about. */
interface Task {
  instruction: string
  question: string
  text: string
}

/** Ways to read, each with the words of an instruction that call for it; the last one always fits. */
const READINGS: readonly (readonly [RegExp, (task: Task) => string])[] = [
  [/\bcount the lines\b/i, countMatching],
  [/\bfirst sign of trouble\b/i, findFirstSign],
  [/\bcombine the findings\b/i, combineFindings],
  [/\bone document of many\b/i, judgeDocument],
  [/(?:)/, answerFromText],
]

/** Answers a prompt by reading the text in it, with rules about words and numbers. */
export function readPrompt(prompt: string): string {
  const task = taskOf(prompt)
  const [, read] = READINGS.find(([wording]) => wording.test(task.instruction))!
  return read(task)
}

/** The text stands between `<text>` tags; in a prompt without them, the sentences that ask are the instruction. */
function taskOf(prompt: string): Task {
  const [, before, text, after] = /^([\s\S]*?)<text>\n?([\s\S]*)<\/text>([\s\S]*)$/.exec(prompt) ?? []
  if (before === undefined || text === undefined) return looseTask(prompt)
  const instruction = `${before}${after}`.trim()
  return { instruction, question: /^Question: (.*)$/m.exec(instruction)?.[1] ?? instruction, text }
}

function looseTask(prompt: string): Task {
  const asking = sentencesOf(prompt).filter((sentence) => sentence.endsWith('?'))
  const question = asking.at(-1) ?? prompt
  return { instruction: question, question, text: prompt.replace(question, '') }
}

function answerFromText({ question, text }: Task): string {
  return findPassage(readQuestion(question), text)?.value ?? 'The text does not say.'
}

function judgeDocument({ question, text }: Task): string {
  const asked = readQuestion(question)
  const [title = ''] = text.split('\n')
  const passage = concerns(asked, text) ? findPassage(withoutNames(asked), text) : undefined
  return passage === undefined ? 'NONE' : JSON.stringify({ name: title, ...passage })
}

function combineFindings({ question, text }: Task): string {
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  const findings = lines.map((line) => FINDING.parse(JSON.parse(line)))
  return combine(readQuestion(question).operation, findings)
}

function countMatching({ question, text }: Task): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const matches = matcherOf(question)
  return JSON.stringify({ lines: lines.length, matching: lines.filter(matches).length })
}

/** Tells whether a line fits a description: by topic and mood where it names such, else by its words. */
function matcherOf(description: string): (line: string) => boolean {
  const topics = topicsNamedIn(description)
  const mood = moodNamedIn(description)
  if (topics.length === 0 && mood === undefined) return wordMatcher(readQuestion(description).keywords)
  return (line) =>
    (mood === undefined || moodOf(line) === mood) && (topics.length === 0 || topics.includes(topicOf(line) ?? ''))
}

function wordMatcher(keywords: readonly string[]): (line: string) => boolean {
  return (line) => wordsOf(line).some((word) => keywords.includes(stem(word)))
}

/** Lines read `HH:MM:SS source message`. */
function findFirstSign({ text }: Task): string {
  const troubled = text.split('\n').filter((line) => isTrouble(line.replace(/^\S+ \S+ /, '')))
  const [time = '', source = ''] = troubled[0]?.split(' ') ?? []
  const affected = [...new Set(troubled.map((line) => line.split(' ')[1]))]
  return JSON.stringify({ time, source, line: troubled[0] ?? '', affected, troubled: troubled.length })
}
