import { cpus, loadavg, release, totalmem } from 'node:os'
import { calls } from './calls.ts'
import { contexts } from './contexts.ts'
import { engine } from './engine.ts'
import { kills } from './kills.ts'
import { memory } from './memory.ts'
import { FULL, QUICK, type Sizes } from './sizes.ts'
import { startProfile } from './start-profile.ts'
import { startUp } from './start-up.ts'
import { markdownTable, type Row } from './table.ts'

const SUBJECTS = [startUp, memory, calls, contexts, kills]
const BYTES_PER_GIGABYTE = 1e9

/** The machine and how busy it is, as a line. */
function machine(): string {
  const load = loadavg().map((average) => average.toFixed(1))
  const memory = Math.round(totalmem() / BYTES_PER_GIGABYTE)
  const processors = `${cpus().length} × ${cpus()[0]?.model}`
  return `Node ${process.version}, ${process.platform} ${release()}, ${processors}, ${memory} GB, load ${load.join(' ')}`
}

async function measureAll(sizes: Sizes): Promise<void> {
  console.log(`Before: ${machine()}\n`)
  const rows: Row[] = []
  for (const subject of SUBJECTS) rows.push(...(await subject(sizes)))
  console.log(`${markdownTable(rows)}\n`)
  console.log(`${await engine(sizes)}\n`)
  console.log(`${await startProfile(sizes)}\n`)
  console.log(`After: ${machine()}`)
}

await measureAll(process.argv.includes('--quick') ? QUICK : FULL)
