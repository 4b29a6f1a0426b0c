import { readFile } from 'node:fs/promises'
import { UsageError } from './usage-error.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'reading it is not permitted',
}

/** Reads a file as UTF-8 text; `option` is what names it on the command line. Throws a `UsageError` where it is none. */
export async function readText(path: string, option: string): Promise<string> {
  return decode(await readBytes(path, option), { option, from: JSON.stringify(path) })
}

/** Reads all of stdin as UTF-8 text; `''` where it holds nothing. */
export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? '' : decode(Buffer.concat(chunks), { option: 'Stdin', from: 'a stream' })
}

async function readBytes(path: string, option: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const reason = REASONS[code] ?? message
    throw new UsageError(
      `${option} must name a file that can be read; received ${JSON.stringify(path)}: ${reason}. Give the path of a text file.`,
    )
  }
}

function decode(bytes: Buffer, { option, from }: { option: string; from: string }): string {
  if (bytes.includes(0)) throw notText({ option, from }, 'holds NUL bytes')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const isInvalid = error instanceof TypeError
    throw notText({ option, from }, isInvalid ? 'is not valid UTF-8' : `does not fit into one string`)
  }
}

function notText({ option, from }: { option: string; from: string }, reason: string): UsageError {
  return new UsageError(
    `${option} must be text in UTF-8; received ${from}, which ${reason}. Convert it to text first, or give a part of it.`,
  )
}
