import { RLM } from 'recursive-language-model'
import { incident } from './data/incident.ts'
import type { ExampleSetting } from './report.ts'

const customPrompt = `You investigate incidents. \`context\` is an object that holds one log for each service. Every service
writes times in its own way, some not in UTC: put all lines on one clock before you compare them. The loudest errors are
not always part of the incident, and it may have announced itself with a single warning. Set apart what is routine from
what is new, look at the minutes before the first error, and let sub-models read each suspicious window.`

/** One incident in the logs of five services, each with a clock of its own. */
export async function logs({ seed, options, report }: ExampleSetting): Promise<void> {
  const { logs: context, service, time } = incident(seed)
  const query =
    'For some minutes customers could not check out. In which service did the trouble begin, and when? Answer as `service HH:MM:SS`, in UTC.'
  report.ask(query, context)

  const rlm = new RLM({ ...options, customPrompt })
  const answer = await rlm.completion(context, query)

  report.conclude({ answer, expected: `${service} ${time}`, usage: rlm.costSummary() })
}
