import type { Open } from './contestant.ts'
import { watchLag } from './event-loop-lag.ts'
import { haystack, NEEDLE } from './haystack.ts'
import { compareParts, timed, withContestant } from './measure.ts'
import type { Sizes } from './sizes.ts'
import type { Row } from './table.ts'

const CHARACTERS_PER_MB = 1_000_000
const AIMS = new Map([[100, { load: 189, scan: 42 }]])

/** Loads large contexts, finds what stands at the end of each, and watches how long the host stands still. */
export async function contexts({ longRounds, contextsMb }: Sizes): Promise<Row[]> {
  const rows: Row[] = []
  for (const megabytes of contextsMb) rows.push(...(await rowsOf(megabytes, longRounds)))
  return rows
}

async function rowsOf(megabytes: number, rounds: number): Promise<Row[]> {
  const text = haystack(megabytes * CHARACTERS_PER_MB)
  const { load, lag, scan } = await compareParts(rounds, (open) => loadAndScan(open, text))
  const aim = AIMS.get(megabytes)
  return [
    { figure: `Load ${megabytes} MB`, unit: 'ms', aim: aim?.load, values: load },
    { figure: 'Longest stand-still of the host meanwhile', unit: 'ms', values: lag },
    { figure: `Scan ${megabytes} MB`, unit: 'ms', aim: aim?.scan, values: scan },
  ]
}

function loadAndScan(open: Open, text: string): Promise<Record<'load' | 'lag' | 'scan', number>> {
  const found = text.length - NEEDLE.length
  const search = `if (context.search(/needle \\d+/) !== ${found}) throw new Error('The needle was missed')`
  return withContestant(open, { contextChars: text.length }, async (contestant) => {
    await contestant.run('1 + 1')
    const stopWatching = await watchLag()
    const load = await timed(() => contestant.load(text))
    return { load, lag: await stopWatching(), scan: await timed(() => contestant.run(search)) }
  })
}
