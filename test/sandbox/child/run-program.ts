import { spawnSync } from 'node:child_process'
import { LOADER, startMessage } from '../../../src/sandbox/child/loader.ts'

/** Runs a bundled program as a sandbox's child starts, under `nodePath`, and gives the JSON that it writes. */
export function runProgram(source: string, nodePath: string = process.execPath): unknown {
  const input = startMessage({
    source,
    settings: { maxOutputChars: 0, breakOnSigint: false, typedArrays: true, codeCacheWanted: false },
  })
  const { stdout } = spawnSync(nodePath, ['--permission', '--no-warnings', '-e', LOADER], { input })
  return JSON.parse(stdout.toString())
}
