import { haystack, NEEDLE } from '../haystack.ts'
import { interleaved, median, medians, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { blockTimes } from './block-times.ts'
import { startEndpoint } from './endpoint.ts'
import { contextMemory } from './fresh-runs.ts'
import { pipeRaw } from './raw-pipe.ts'
import type { EngineRow } from './row.ts'
import { block, WARM_UP } from './script.ts'

const CHARACTERS_PER_MB = 1_000_000
const AIMS = { load: 400, scan: 1.5, memory: 4.5 }

/** A run over a large context: how fast it is loaded and searched, and what it holds of memory. */
export async function context({ longRounds, contextMb }: Sizes): Promise<EngineRow[]> {
  const text = haystack(contextMb * CHARACTERS_PER_MB)
  const small = haystack(NEEDLE.length)
  await using endpoint = await startEndpoint({ replies: [WARM_UP, block('FINAL(context.search(/needle \\d+/))')] })
  const samples = await interleaved(longRounds, {
    large: () => firstBlockAndSearch(endpoint.url, text),
    small: () => firstBlockAndSearch(endpoint.url, small),
    pipe: () => pipeRaw(text),
    scan: () => timed(async () => search(text)),
    memory: () => contextMemory(contextMb),
  })
  const [large, bare] = [medians(samples.large), medians(samples.small)]
  const rate = (elapsedMs: number): number => (contextMb / elapsedMs) * 1000
  return [
    {
      figure: `Load ${contextMb} MB, above the load of a small context`,
      unit: 'MB/s',
      aim: { atLeast: AIMS.load },
      value: rate(large.ready - bare.ready),
      beside: { what: 'raw pipe to a child that counts', value: rate(median(samples.pipe)) },
    },
    {
      figure: 'Scan it in a block',
      unit: 'ms',
      aim: { atMost: median(samples.scan) * AIMS.scan },
      value: large.search,
      beside: { what: 'the same scan in the host', value: median(samples.scan) },
    },
    {
      figure: 'Peak memory of host and child',
      unit: '× the context',
      aim: { atMost: AIMS.memory },
      value: median(samples.memory) / contextMb,
    },
  ]
}

function search(text: string): number {
  return text.search(/needle \d+/)
}

/** When the first block had run, and how long the second one searched. */
async function firstBlockAndSearch(url: string, text: string): Promise<Record<'ready' | 'search', number>> {
  const [first, second] = await blockTimes(url, { context: text })
  return { ready: first?.endedAtMs ?? NaN, search: (second?.endedAtMs ?? NaN) - (second?.startedAtMs ?? NaN) }
}
