import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PROGRAM = fileURLToPath(new URL('fresh-runs-program.mjs', import.meta.url))

/** The most memory that a run over a context of so many megabytes holds, its text counted once, in MB. */
export function contextMemory(megabytes: number): Promise<number> {
  return inFreshProcess('context', megabytes)
}

/** What each of so many runs adds to the memory of host and children, in MB. */
export function crowdMemory(runs: number): Promise<number> {
  return inFreshProcess('crowd', runs)
}

/** Nothing that ran before in this process counts. */
async function inFreshProcess(task: string, count: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', PROGRAM, task, `${count}`])
  return Number(stdout)
}
