import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TrajectoryDecoder } from '../../src/trajectory/decoder.ts'
import { loadTrajectory } from '../../src/trajectory/reader.ts'
import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import type { EngineRow } from './row.ts'
import { recordedCalls, TEXT_CHARS } from './recorded-calls.ts'
import { inDirectory } from './temporary-directory.ts'

const CALLS = 20_000

/** How long it takes to read the trajectory of a run with many sub-calls, and what it says of each. */
export async function trajectory({ rounds }: Sizes): Promise<EngineRow[]> {
  return inDirectory(async (directory) => {
    const path = join(directory, 'run.jsonl')
    await writeFile(path, recordedCalls(CALLS))
    const samples = await interleaved(rounds, {
      checked: () => timed(() => loadTrajectory(path)),
      unchecked: () => timed(() => decode(path)),
      parsed: () => timed(() => parseOnly(path)),
    })
    const beside = { what: '`JSON.parse` of each line', value: median(samples.parsed) }
    const { size } = await stat(path)
    const bytes = size / CALLS - TEXT_CHARS
    return [
      {
        figure: `Read the trajectory of ${CALLS} calls`,
        unit: 'ms',
        aim: { atMost: 1000 },
        value: median(samples.checked),
        beside,
      },
      { figure: '… without checks', unit: 'ms', aim: { atMost: 500 }, value: median(samples.unchecked), beside },
      { figure: 'Its size, for each call beyond its texts', unit: 'bytes', aim: { atMost: 350 }, value: bytes },
    ]
  })
}

async function decode(path: string): Promise<void> {
  const decoder = new TrajectoryDecoder()
  const records: unknown[] = []
  for (const line of (await readFile(path, 'utf8')).split('\n')) records.push(decoder.push(line))
  if (decoder.tornLines > 0) throw new Error(`No line may be torn; ${decoder.tornLines} are.`)
}

async function parseOnly(path: string): Promise<void> {
  const values: unknown[] = []
  for (const line of (await readFile(path, 'utf8')).split('\n')) values.push(line === '' ? undefined : JSON.parse(line))
}
