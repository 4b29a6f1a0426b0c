import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { secondBlockMs } from './block-times.ts'
import { callAtOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { type Script, WARM_UP } from './script.ts'
import { batchOf, promptsOf } from './sub-calls.ts'

const CALLS_PER_SECOND = 400
const SERVICE_MS = 20
const CONCURRENCY = 64
const AIM = 1.25
const BARE_RETRIES = 20
const ROUNDS = 3

/** A limit, and how it says when to come again. */
interface Limit {
  name: string
  burst: number
  headers: Record<string, string>
}

const LIMITS: readonly Limit[] = [
  { name: '`Retry-After`', burst: CALLS_PER_SECOND, headers: { 'retry-after': '1' } },
  { name: 'no `Retry-After`', burst: CALLS_PER_SECOND / 10, headers: {} },
]

/** More calls than a rate limit lets through: how long they take and how many are refused. */
export async function rateLimits({ longRounds, calls }: Sizes): Promise<EngineRow[]> {
  const rows: EngineRow[] = []
  for (const limit of LIMITS) rows.push(...(await rowsOf(limit, { calls, rounds: Math.min(ROUNDS, longRounds) })))
  return rows
}

async function rowsOf(limit: Limit, { calls, rounds }: { calls: number; rounds: number }): Promise<EngineRow[]> {
  const script = {
    replies: [WARM_UP, batchOf(calls)],
    subCallMs: SERVICE_MS,
    rateLimit: { ...limit, callsPerSecond: CALLS_PER_SECOND },
  }
  const samples = await interleaved(rounds, {
    run: () => atFreshLimit(script, (url) => secondBlockMs(url, { options: { maxConcurrency: CONCURRENCY } })),
    bare: () =>
      atFreshLimit(script, (url) => timed(() => callAtOnce(url, promptsOf(calls), { maxRetries: BARE_RETRIES }))),
  })
  const medianOf = (column: 'run' | 'bare', part: keyof Sample) => median(samples[column].map((sample) => sample[part]))
  const leastMs = SERVICE_MS + (Math.max(0, calls - limit.burst) / CALLS_PER_SECOND) * 1000
  const what = 'bare `Promise.all`'
  return [
    {
      figure: `${calls} calls at ${CALLS_PER_SECOND} a second, ${limit.name}; least: ${leastMs}`,
      unit: 'ms',
      aim: { atMost: AIM * leastMs },
      value: medianOf('run', 'elapsedMs'),
      beside: { what, value: medianOf('bare', 'elapsedMs') },
    },
    {
      figure: 'Refused with 429 meanwhile',
      unit: 'calls',
      value: medianOf('run', 'refusals'),
      beside: { what, value: medianOf('bare', 'refusals') },
    },
  ]
}

interface Sample {
  elapsedMs: number
  refusals: number
}

/** Each sample has an endpoint of its own, whose bucket is full. */
async function atFreshLimit(script: Script, measure: (url: string) => Promise<number>): Promise<Sample> {
  await using endpoint = await startEndpoint(script)
  const elapsedMs = await measure(endpoint.url)
  return { elapsedMs, refusals: await endpoint.refusals() }
}
