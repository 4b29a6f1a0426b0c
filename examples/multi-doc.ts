import { RLM } from 'recursive-language-model'
import { lighthouses } from './data/lighthouses.ts'
import type { ExampleSetting } from './report.ts'

/** 100 documents, and an answer that takes several of them: some designed by one person, others that only name her. */
export async function multiDoc({ seed, options, report }: ExampleSetting): Promise<void> {
  const { documents, designer, combinedHeight } = lighthouses(seed)
  const query = `What is the combined height, in metres, of the lighthouses that ${designer} designed? Answer with the number alone.`
  report.ask(query, documents)

  const rlm = new RLM(options)
  const answer = await rlm.completion(documents, query)

  report.conclude({ answer, expected: String(combinedHeight), usage: rlm.costSummary() })
}
