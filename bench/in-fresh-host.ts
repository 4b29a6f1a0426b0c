import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ContestantName } from './contestants.ts'

const PROGRAM = fileURLToPath(new URL('fresh-host.mjs', import.meta.url))

/** Has a new host process measure one number: nothing that ran before it counts. */
export async function inFreshHost(task: 'first-start' | 'memory', name: ContestantName, count = 1): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, task, name, `${count}`])
  return Number(stdout)
}
