import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { secondBlockMs } from './block-times.ts'
import { callAtOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { block, WARM_UP } from './script.ts'

const CALLS = 200
const CALL_MS = 50
const AIM = 1.3

/** A block that makes many calls at once, beside as many bare ones. */
export async function subCalls({ rounds }: Sizes): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: [WARM_UP, batchOf(CALLS)], subCallMs: CALL_MS })
  const { url } = endpoint
  const samples = await interleaved(rounds, {
    run: () => secondBlockMs(url, { options: { maxConcurrency: CALLS } }),
    bare: () => timed(() => callAtOnce(url, promptsOf(CALLS))),
  })
  const bare = median(samples.bare)
  return [
    {
      figure: `A block of ${CALLS} calls of ${CALL_MS} ms, all at once`,
      unit: 'ms',
      aim: { atMost: bare * AIM },
      value: median(samples.run),
      beside: { what: 'bare `Promise.all`', value: bare },
    },
  ]
}

/** A reply whose block makes so many calls at once and checks that all are answered. */
export function batchOf(calls: number): string {
  return block(`
const prompts = Array.from({ length: ${calls} }, (_, index) => 'prompt ' + index)
const answers = llm_query_batch(prompts)
if (answers.some((answer) => /failed:/.test(answer))) throw new Error(answers.find((answer) => /failed:/.test(answer)))
FINAL(answers.length)`)
}

/** The prompts of that block. */
export function promptsOf(calls: number): string[] {
  return Array.from({ length: calls }, (_, index) => `prompt ${index}`)
}
