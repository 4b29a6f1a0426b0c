import { join } from 'node:path'
import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { CONTEXT, QUERY, rlmAt, runOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { counting } from './script.ts'
import { inDirectory } from './temporary-directory.ts'

const ITERATIONS = 20
const SHARE = 1.1

/** What it costs a run to be written down, with a model that answers at once. */
export async function journal({ closeRounds }: Sizes): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: counting(ITERATIONS) })
  const { url } = endpoint
  const samples = await interleaved(closeRounds, {
    plain: () => timed(() => runOnce(url)),
    journaled: () => inDirectory((directory) => timed(() => writeDown(url, join(directory, 'run.jsonl')))),
  })
  const plain = median(samples.plain)
  return [
    {
      figure: `${ITERATIONS} iterations, with a journal`,
      unit: 'ms',
      aim: { atMost: plain * SHARE },
      value: median(samples.journaled),
      beside: { what: 'without one', value: plain },
    },
  ]
}

async function writeDown(url: string, path: string): Promise<void> {
  await rlmAt(url).run(CONTEXT, QUERY, { journal: path })
}
