import { type ChildProcess, spawn } from 'node:child_process'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { bundlePlugin } from '../../tsup.config.ts'

/** Runs a TypeScript file as a program of its own, which ends with the test; its stdout is a pipe. */
export async function startProgram(file: URL, args: string[]): Promise<ChildProcess> {
  const { outputFiles } = await build({
    entryPoints: [file.pathname],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [bundlePlugin],
  })
  const program = spawn(process.execPath, ['--input-type=module', '-', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void program.kill('SIGKILL'))
  program.stdin.end(outputFiles[0]?.text)
  return program
}
