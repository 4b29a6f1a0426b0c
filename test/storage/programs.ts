import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Starts a program in a process of its own, which ends with the test. */
export function startProgram(program: URL, args: readonly string[]): ChildProcess {
  return watch(spawn(process.execPath, [fileURLToPath(program), ...args], { stdio: ['ignore', 'pipe', 'inherit'] }))
}

/** Runs a program to its end; resolves to what it wrote. */
export async function runProgram(program: URL, args: readonly string[]): Promise<string> {
  return outputOf(startProgram(program, args))
}

/** Runs a program that can make files of at most 16 KiB. */
export async function runWithSmallFiles(program: URL, args: readonly string[]): Promise<string> {
  const command = 'ulimit -f 16 && exec "$@"'
  const options = ['-c', command, 'sh', process.execPath, fileURLToPath(program), ...args]
  return outputOf(watch(spawn('sh', options, { stdio: ['ignore', 'pipe', 'inherit'] })))
}

async function outputOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The program has no stdout.')
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`The program ended with exit code ${code}.`)
  return output
}

function watch(child: ChildProcess): ChildProcess {
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}
