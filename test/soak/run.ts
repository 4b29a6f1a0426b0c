import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleProgram } from '../support/bundle-program.ts'

/** `npm run test:soak`: 200 runs at once with faults and aborts, for two minutes; `-- 20` for twenty seconds. */
const directory = mkdtempSync(join(tmpdir(), 'soak-'))
try {
  const program = await bundleProgram(new URL('./soak.ts', import.meta.url), directory)
  const child = spawn(process.execPath, ['--expose-gc', program, ...process.argv.slice(2)], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  process.exitCode = code === 0 ? 0 : 1
} finally {
  rmSync(directory, { recursive: true })
}
