import { fstatSync } from 'node:fs'
import { extname } from 'node:path'
import { readStdin, readText } from './read-text.ts'
import { UsageError } from './usage-error.ts'
import { reasonOf } from '../reason.ts'

const STDIN = '-'

/**
 * The context that the command line names: the text of one file, of several an array of `{ path, text }`. A `.json` file
 * is read as the value in it, a `.jsonl` or `.ndjson` file as an array of values; among several it is `{ path, value }`.
 *
 * @param paths files, `-` being stdin; without any, stdin where something is piped into it.
 * @returns undefined where there is no context.
 */
export async function readContext(paths: readonly string[]): Promise<unknown> {
  if (paths.length === 0) return isPiped() ? (await readStdin()) || undefined : undefined
  if (paths.filter((path) => path === STDIN).length > 1)
    throw new UsageError('--context must name stdin (`-`) once; received it twice. Leave one of them out.')
  const sources = await Promise.all(paths.map(readSource))
  const [first] = sources
  return sources.length > 1 ? sources : first && ('value' in first ? first.value : first.text)
}

type Source = { path: string } & ({ text: string } | { value: unknown })

async function readSource(path: string): Promise<Source> {
  const text = path === STDIN ? await readStdin() : await readText(path, '--context')
  if (text.trim() === '')
    throw new UsageError(
      `--context must not be empty; received ${path === STDIN ? 'an empty stdin' : JSON.stringify(path)}. Give the text that the question is about.`,
    )
  const read = READERS[extname(path).toLowerCase()]
  return read === undefined ? { path, text } : { path, value: readValue(path, () => read(text)) }
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': (text) => JSON.parse(text),
  '.jsonl': readLines,
  '.ndjson': readLines,
}

function readLines(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => JSON.parse(line))
}

function readValue(path: string, read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    const reason = reasonOf(error)
    throw new UsageError(
      `--context must hold JSON where the name says so; received ${JSON.stringify(path)}: ${reason}. Correct it, or rename it to .txt to pass it as text.`,
    )
  }
}

/** Whether something is piped or redirected into the program; a terminal and /dev/null are not. */
function isPiped(): boolean {
  try {
    const stdin = fstatSync(0)
    return stdin.isFIFO() || stdin.isFile() || stdin.isSocket()
  } catch {
    return false
  }
}
