import { RLM } from 'recursive-language-model'
import { minutes } from './data/minutes.ts'
import type { ExampleSetting } from './report.ts'

/** The smallest program: a short text, a question, an answer. */
export async function simple({ seed, options, report }: ExampleSetting): Promise<void> {
  const { text, task, person } = minutes(seed)
  const query = `Who is responsible for the ${task}? Answer with the full name alone.`
  report.ask(query, text)

  const rlm = new RLM(options)
  const answer = await rlm.completion(text, query)

  report.conclude({ answer, expected: person, usage: rlm.costSummary() })
}
