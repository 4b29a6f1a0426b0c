import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { CONTEXT, QUERY, replay, rlmAt, rootRequestsOf, runOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { counting } from './script.ts'

const ITERATIONS = 20
const START_MS = 100
const ITERATION_MS = 2
const EVENTS_SHARE = 1.05

/** What the loop costs, and what its events cost, with a model that answers at once. */
export async function iterations({ closeRounds }: Sizes): Promise<EngineRow[]> {
  await using long = await startEndpoint({ replies: counting(ITERATIONS) })
  await using short = await startEndpoint({ replies: counting(1) })
  const longRequests = await rootRequestsOf(long.url)
  const shortRequests = await rootRequestsOf(short.url)
  const samples = await interleaved(closeRounds, {
    run: () => timed(() => runOnce(long.url)),
    bare: () => timed(() => replay(long.url, longRequests)),
    shortRun: () => timed(() => runOnce(short.url)),
    shortBare: () => timed(() => replay(short.url, shortRequests)),
    watchedRun: () => timed(() => watchRun(long.url)),
  })
  const [run, bare] = [median(samples.run), median(samples.bare)]
  const [shortRun, shortBare] = [median(samples.shortRun), median(samples.shortBare)]
  const what = 'bare loop'
  return [
    {
      figure: `${ITERATIONS} iterations`,
      unit: 'ms',
      aim: { atMost: bare + START_MS + ITERATIONS * ITERATION_MS },
      value: run,
      beside: { what, value: bare },
    },
    {
      figure: 'One iteration, sandbox start included',
      unit: 'ms',
      aim: { atMost: shortBare + START_MS + ITERATION_MS },
      value: shortRun,
      beside: { what, value: shortBare },
    },
    {
      figure: 'Each further iteration',
      unit: 'ms',
      aim: { atMost: perFurther(bare, shortBare) + ITERATION_MS },
      value: perFurther(run, shortRun),
      beside: { what, value: perFurther(bare, shortBare) },
    },
    {
      figure: `${ITERATIONS} iterations, with \`onEvent\` and a loop over \`rlm.stream\``,
      unit: 'ms',
      aim: { atMost: run * EVENTS_SHARE },
      value: median(samples.watchedRun),
      beside: { what: 'without listeners', value: run },
    },
  ]
}

function perFurther(longMs: number, shortMs: number): number {
  return (longMs - shortMs) / (ITERATIONS - 1)
}

async function watchRun(url: string): Promise<void> {
  let told = 0
  let taken = 0
  const events = rlmAt(url).stream(CONTEXT, QUERY, { onEvent: () => (told += 1) })
  for await (const _ of events) taken += 1
  if (told !== taken) throw new Error(`${told} events were told, ${taken} came out of the stream`)
}
