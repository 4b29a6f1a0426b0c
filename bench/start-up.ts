import { inFreshHost } from './in-fresh-host.ts'
import type { Open } from './contestant.ts'
import { compare } from './measure.ts'
import type { Sizes } from './sizes.ts'
import type { Row } from './table.ts'

/** From the call that opens a sandbox to one that can run blocks: the first of a host, and further ones. */
export async function startUp({ rounds }: Sizes): Promise<Row[]> {
  const cold = await compare(rounds, (_, name) => inFreshHost('first-start', name))
  const warm = await compare(rounds, startAndClose)
  return [
    { figure: 'Start, first of a host', unit: 'ms', aim: 71, values: cold },
    { figure: 'Start, further ones', unit: 'ms', aim: 46, values: warm },
  ]
}

async function startAndClose(open: Open): Promise<number> {
  const startedAt = performance.now()
  const contestant = await open()
  const elapsedMs = performance.now() - startedAt
  await contestant.close()
  return elapsedMs
}
