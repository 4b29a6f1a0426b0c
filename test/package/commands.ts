import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The repository's root, with a slash at its end. */
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

const nodeBinary = (name: string): string => `${REPOSITORY}node_modules/${name}/bin/node`

/** Node versions that the package supports, with the binary of each. */
export const NODES: readonly (readonly [version: string, binary: string])[] = [
  ['22', nodeBinary('node22')],
  ['24', nodeBinary('node')],
  ['26', nodeBinary('node26')],
]

/** Runs a program in a directory and gives what it wrote to stdout; rejects with its output where it fails. */
export async function runProgram(
  binary: string,
  programArguments: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<string> {
  const path = `${nodeBinary('node').slice(0, -'/node'.length)}${delimiter}${process.env['PATH'] ?? ''}`
  const { stdout } = await run(binary, programArguments, {
    cwd,
    env: { ...process.env, PATH: path, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}
