import { median } from '../measure.ts'
import { rootRequestsOf } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { counting } from './script.ts'

const TURNS = 10
const PERCENT = 100

/** How much of each request the next one begins with, byte by byte: what a provider's prompt cache can serve. */
export async function prefixes(): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: counting(TURNS) })
  const bodies = (await rootRequestsOf(endpoint.url)).map((body) => Buffer.from(body))
  const shares = bodies.slice(1).map((body, index) => sharedShare(bodies[index] ?? body, body) * PERCENT)
  return [
    { figure: `Prefix that the next request repeats, median of ${TURNS} turns`, unit: '%', value: median(shares) },
    { figure: 'The same, least of them', unit: '%', value: Math.min(...shares) },
  ]
}

function sharedShare(before: Buffer, after: Buffer): number {
  const differsAt = before.findIndex((byte, index) => byte !== after[index])
  return differsAt === -1 ? 1 : differsAt / before.length
}
