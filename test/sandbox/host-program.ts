import { type ChildProcess, spawn } from 'node:child_process'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'
import { bundlePlugin } from '../../tsup.config.ts'

/** A TypeScript file as one module that Node can run. */
export async function bundleProgram(file: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [file.pathname],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [bundlePlugin],
  })
  return outputFiles[0]?.text ?? ''
}

/** Runs a bundled program in a process of its own, which ends with the test; its stdout is a pipe. */
export function startProgram(source: string, args: string[]): ChildProcess {
  const program = spawn(process.execPath, ['--input-type=module', '-', ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void program.kill('SIGKILL'))
  program.stdin.end(source)
  return program
}
