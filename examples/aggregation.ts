import { RLM } from 'recursive-language-model'
import { messages } from './data/messages.ts'
import type { ExampleSetting } from './report.ts'

/** 5,000 entries that must be read to be counted: no keyword tells a complaint about the delivery from praise of it. */
export async function aggregation({ seed, options, report }: ExampleSetting): Promise<void> {
  const { lines, deliveryComplaints } = messages(seed)
  const context = lines.join('\n')
  const query =
    'Each line is a message from a customer. How many of the messages complain about the delivery? Answer with the number alone.'
  report.ask(query, context)

  const rlm = new RLM(options)
  const answer = await rlm.completion(context, query)

  report.conclude({ answer, expected: String(deliveryComplaints), usage: rlm.costSummary() })
}
