import { lagDuring } from '../event-loop-lag.ts'
import { haystack } from '../haystack.ts'
import { interleaved, median, medians, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { CONTEXT, QUERY, replay, rlmAt, rootRequestsOf, runOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import { crowdMemory } from './fresh-runs.ts'
import type { EngineRow } from './row.ts'
import { block, counting } from './script.ts'

const ITERATIONS = 3
const MODEL_MS = 50
const SPIN_MS = 500
const CHARACTERS_PER_MB = 1_000_000
const AIMS = { msPerRun: 16, mbPerRun: 15, lagMs: 50 }

/** Many runs at once: their time, their memory, and how long the host's event loop stands still in trying times. */
export async function crowd({ longRounds, runs, contextMb }: Sizes): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: counting(ITERATIONS), replyMs: MODEL_MS })
  await using spinning = await startEndpoint({ replies: [block(`${spinFor(SPIN_MS)}; FINAL(1)`)] })
  const { url } = endpoint
  const rlm = rlmAt(url)
  const requests = await rootRequestsOf(url)
  const samples = await interleaved(longRounds, {
    run: () => timeAndLag(() => atOnce(runs, () => rlm.completion(CONTEXT, QUERY))),
    bare: () => timeAndLag(() => atOnce(runs, () => replay(url, requests))),
    spinning: () => lagDuring(() => runOnce(spinning.url)),
    loading: () => lagWhileLoading(spinning.url, contextMb),
    memory: () => crowdMemory(runs),
  })
  const [run, bare] = [medians(samples.run), medians(samples.bare)]
  const stillAim = { atMost: AIMS.lagMs }
  return [
    {
      figure: `${runs} runs at once, each ${ITERATIONS} replies of ${MODEL_MS} ms`,
      unit: 'ms',
      aim: { atMost: bare.elapsedMs + runs * AIMS.msPerRun },
      value: run.elapsedMs,
      beside: { what: 'bare loops', value: bare.elapsedMs },
    },
    { figure: 'Memory of each', unit: 'MB', aim: { atMost: AIMS.mbPerRun }, value: median(samples.memory) },
    {
      figure: 'Longest stand-still of the host: those runs',
      unit: 'ms',
      aim: stillAim,
      value: run.lagMs,
      beside: { what: 'bare loops', value: bare.lagMs },
    },
    { figure: '… while a block spins', unit: 'ms', aim: stillAim, value: median(samples.spinning) },
    { figure: `… while ${contextMb} MB load`, unit: 'ms', aim: stillAim, value: median(samples.loading) },
  ]
}

/** Makes its context first, and keeps it no longer: what a host holds is copied by each fork of a process. */
function lagWhileLoading(url: string, megabytes: number): Promise<number> {
  const context = haystack(megabytes * CHARACTERS_PER_MB)
  return lagDuring(() => runOnce(url, { context }))
}

function spinFor(milliseconds: number): string {
  return `for (const end = Date.now() + ${milliseconds}; Date.now() < end;);`
}

async function timeAndLag(action: () => Promise<unknown>): Promise<Record<'elapsedMs' | 'lagMs', number>> {
  let elapsedMs = NaN
  const lagMs = await lagDuring(async () => {
    elapsedMs = await timed(action)
  })
  return { elapsedMs, lagMs }
}

async function atOnce(count: number, start: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, start))
}
