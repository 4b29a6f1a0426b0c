import { JOURNAL_VERSION, journalHeaderSchema } from './journal-format.ts'
import { type NewerFormat, newerFormat } from '../jsonl/newer-format.ts'
import { parseJson } from '../jsonl/parse-json.ts'
import { storageError } from '../jsonl/storage-error.ts'
import type { JournalHeader } from './storage.ts'

/** The header that a journal's first line holds. Throws an `RLMError` of code `'storage'` where it holds none. */
export function parseHeader(bytes: Buffer, path: string): JournalHeader {
  const value = parseJson(bytes)
  const header = journalHeaderSchema.safeParse(value)
  if (header.success) return header.data
  const later = newerFormat(value, { type: 'journal', version: JOURNAL_VERSION })
  throw later === undefined ? foreign(path) : newer(later, path)
}

function newer({ version, library }: NewerFormat, path: string): Error {
  return storageError(
    `A journal must be of format ${JOURNAL_VERSION}; ${JSON.stringify(path)} is of format ${version}, ` +
      `written by recursive-language-model ${library}. Resume it with that version or a later one.`,
  )
}

function foreign(path: string): Error {
  return storageError(
    `A journal must begin with its header; the first line of ${JSON.stringify(path)} is something else. ` +
      'Give the path of a journal; where this one was cut as it began, delete it and start the run anew.',
  )
}
