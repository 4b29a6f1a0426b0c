import { inFreshHost } from './in-fresh-host.ts'
import { compare } from './measure.ts'
import type { Sizes } from './sizes.ts'
import type { Row } from './table.ts'

const AIM_AT_200_MB = 8.8
/** Memory hardly varies. */
const ROUNDS = 1

/** Memory that each of many sandboxes adds to host and children together. */
export async function memory({ crowds }: Sizes): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of crowds) {
    const values = await compare(ROUNDS, (_, name) => inFreshHost('memory', name, count))
    const aim = count === 200 ? AIM_AT_200_MB : undefined
    rows.push({ figure: `Memory per sandbox, ${count} alive`, unit: 'MB', aim, values })
  }
  return rows
}
