import { type CacheStore, fileCache, type RunEvent } from '../../src/index.ts'
import { interleaved, median } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { secondBlockMs } from './block-times.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { WARM_UP } from './script.ts'
import { batchOf } from './sub-calls.ts'
import { inDirectory } from './temporary-directory.ts'

const CALLS = 500
const US_PER_MS = 1000

/** What a call costs whose reply is in the cache, beside one to an endpoint that answers at once. */
export async function cache({ rounds }: Sizes): Promise<EngineRow[]> {
  await using many = await startEndpoint({ replies: [WARM_UP, batchOf(CALLS)] })
  await using one = await startEndpoint({ replies: [WARM_UP, batchOf(1)] })
  return await inDirectory(async (directory) => {
    const stores = { map: new Map<string, string>(), files: fileCache(directory) }
    for (const { url } of [many, one]) {
      for (const store of Object.values(stores)) await secondBlockMs(url, { options: { cache: store } })
    }
    const samples = await interleaved(rounds, {
      map: () => perCall((endpoint) => warmMs(endpoint, stores.map), { many, one }),
      files: () => perCall((endpoint) => warmMs(endpoint, stores.files), { many, one }),
      endpoint: () => perCall(({ url }) => secondBlockMs(url), { many, one }),
    })
    const beside = { what: 'an endpoint that answers at once', value: median(samples.endpoint) }
    return [
      { figure: `Each of ${CALLS} calls that a \`Map\` answers`, unit: 'µs', value: median(samples.map), beside },
      { figure: '… that `fileCache` answers', unit: 'µs', value: median(samples.files), beside },
    ]
  })
}

/** The block's time with many calls, above that with one, in microseconds for each. */
async function perCall(
  blockMs: (endpoint: Endpoint) => Promise<number>,
  { many, one }: Record<'many' | 'one', Endpoint>,
): Promise<number> {
  const aboveOneMs = (await blockMs(many)) - (await blockMs(one))
  return (aboveOneMs / (CALLS - 1)) * US_PER_MS
}

function warmMs({ url }: Endpoint, store: CacheStore): Promise<number> {
  return secondBlockMs(url, { onEvent: assertCached, options: { cache: store } })
}

function assertCached(event: RunEvent): void {
  if (event.type !== 'model-call-end' || event.source === 'cache') return
  throw new Error(`Every call must be answered by the cache; one was by ${event.source}.`)
}
