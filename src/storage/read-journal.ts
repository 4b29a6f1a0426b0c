import { stat } from 'node:fs/promises'
import { RLMError } from '../errors.ts'
import { parseHeader } from './journal-header.ts'
import { type JournalLine, parseLine } from './journal-format.ts'
import { readLines } from '../jsonl/read-lines.ts'
import { reasonOf, storageError, systemCode } from '../jsonl/storage-error.ts'
import type { JournalHeader } from './storage.ts'

/** What a journal was found to be. */
export interface JournalReading {
  header: JournalHeader
  /** Lines that a crash or a full disk has cut, wherever they are. */
  tornLines: number
  /** Whether the next line can be appended as it is, without a newline before it. */
  endsWithNewline: boolean
}

/**
 * Reads a journal line by line, and gives each that is known and whole to `onLine`.
 *
 * @throws RLMError of code `'storage'` for a file that cannot be read, is no journal, or is newer than this library.
 */
export async function readJournal(path: string, onLine: (line: JournalLine) => void): Promise<JournalReading> {
  try {
    return await read(path, onLine)
  } catch (error) {
    throw error instanceof RLMError ? error : unreadable(path, error)
  }
}

async function read(path: string, onLine: (line: JournalLine) => void): Promise<JournalReading> {
  if (!(await stat(path)).isFile()) throw notAFile(path)
  let reading: JournalReading | undefined
  for await (const { bytes, isEnded } of readLines(path)) {
    if (reading === undefined) reading = { header: parseHeader(bytes, path), tornLines: 0, endsWithNewline: true }
    else addLine(reading, bytes, onLine)
    reading.endsWithNewline = isEnded
  }
  if (reading === undefined) throw empty(path)
  return reading
}

/** An empty line is what a resumed run puts after a torn one. */
function addLine(reading: JournalReading, bytes: Buffer, onLine: (line: JournalLine) => void): void {
  if (bytes.length === 0) return
  const line = parseLine(bytes)
  if (line === 'torn') reading.tornLines += 1
  else if (line !== 'unknown') onLine(line)
}

function notAFile(path: string): Error {
  return storageError(`A journal must be a file; ${JSON.stringify(path)} is none. Give the path of the journal itself.`)
}

function empty(path: string): Error {
  return storageError(
    `A journal must begin with its header; ${JSON.stringify(path)} is empty. Delete it and start the run anew.`,
  )
}

function unreadable(path: string, error: unknown): Error {
  const file = JSON.stringify(path)
  switch (systemCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return storageError(`A journal to resume must exist; there is no ${file}. Check the path.`, error)
    case 'EACCES':
    case 'EPERM':
      return storageError(`A journal must be readable; ${file} is not for this user. Change its permissions.`, error)
    default:
      return storageError(`A journal must be readable; ${file} is not (${reasonOf(error)}). Check the disk.`, error)
  }
}
