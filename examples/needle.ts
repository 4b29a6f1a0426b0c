import { RLM } from 'recursive-language-model'
import { haystack } from './data/haystack.ts'
import type { ExampleSetting } from './report.ts'

/** One number hidden in a million lines, among decoys and the numbers of other vaults. */
export async function needle({ seed, options, report }: ExampleSetting): Promise<void> {
  const { text, vault, number } = haystack(seed)
  const query = `What is the magic number of vault ${vault}? One line of the context tells it. Answer with the number alone.`
  report.ask(query, text)

  const rlm = new RLM(options)
  const answer = await rlm.completion(text, query)

  report.conclude({ answer, expected: number, usage: rlm.costSummary() })
}
