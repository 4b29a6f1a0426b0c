import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { runOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { counting } from './script.ts'
import { inDirectory } from './temporary-directory.ts'

const ITERATIONS = 20
const SHARE = 1.05

/** What it costs a run to leave a trajectory, with a model that answers at once. */
export async function logging({ closeRounds }: Sizes): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: counting(ITERATIONS) })
  const { url } = endpoint
  const samples = await interleaved(closeRounds, {
    plain: () => timed(() => runOnce(url)),
    logged: () => inDirectory((trajectory) => timed(() => runOnce(url, { options: { trajectory } }))),
  })
  const plain = median(samples.plain)
  return [
    {
      figure: `${ITERATIONS} iterations, with a trajectory`,
      unit: 'ms',
      aim: { atMost: plain * SHARE },
      value: median(samples.logged),
      beside: { what: 'without one', value: plain },
    },
  ]
}
