import { cpus, loadavg, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { engine } from './engine/engine.ts'
import { importing } from './import.ts'
import { sandbox } from './sandbox.ts'
import { FULL, QUICK, type Sizes } from './sizes.ts'
import { startProfile } from './start-profile.ts'
import { viewer } from './viewer.ts'

/** Each measures its subject and gives a Markdown table. */
const TABLES: Record<string, (sizes: Sizes) => Promise<string>> = {
  sandbox,
  engine,
  start: startProfile,
  import: importing,
  viewer,
}
const BYTES_PER_GIGABYTE = 1e9

/** The machine and how busy it is, as a line. */
function machine(): string {
  const load = loadavg().map((average) => average.toFixed(1))
  const memory = Math.round(totalmem() / BYTES_PER_GIGABYTE)
  const processors = `${cpus().length} × ${cpus()[0]?.model}`
  return `Node ${process.version}, ${process.platform} ${release()}, ${processors}, ${memory} GB, load ${load.join(' ')}`
}

async function measure(sizes: Sizes, names: readonly string[]): Promise<void> {
  console.log(`Before: ${machine()}\n`)
  for (const name of names) console.log(`${await TABLES[name]?.(sizes)}\n`)
  console.log(`After: ${machine()}`)
}

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true })
await measure(values.quick === true ? QUICK : FULL, positionals.length === 0 ? Object.keys(TABLES) : positionals)
