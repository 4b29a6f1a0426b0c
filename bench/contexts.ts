import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import type { Open } from './contestant.ts'
import { compareParts, timed, withContestant } from './measure.ts'
import type { Sizes } from './sizes.ts'
import type { Row } from './table.ts'

const CHARACTERS_PER_MB = 1_000_000
const NANOSECONDS_PER_MILLISECOND = 1e6
const LAG_RESOLUTION_MS = 1
const FILLING = 'The quick brown fox jumps over the lazy dog, and nothing here is worth a look.\n'
const NEEDLE = 'needle 42\n'
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

function haystack(length: number): string {
  const bytes = Buffer.alloc(length, FILLING)
  bytes.write(NEEDLE, length - NEEDLE.length)
  return bytes.toString('latin1')
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

/** Watches the event loop; the function that it gives stops, and resolves to the longest delay in milliseconds. */
async function watchLag(): Promise<() => Promise<number>> {
  const delays = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  delays.enable()
  // A delay is measured between two ticks: one comes before what is watched, and one must come after.
  await setTimeout(5 * LAG_RESOLUTION_MS)
  return async () => {
    await setTimeout(5 * LAG_RESOLUTION_MS)
    delays.disable()
    return delays.max / NANOSECONDS_PER_MILLISECOND
  }
}
