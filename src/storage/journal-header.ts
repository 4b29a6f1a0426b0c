import { z } from 'zod'
import { JOURNAL_VERSION, journalHeaderSchema } from './journal-format.ts'
import { parseJson } from '../jsonl/parse-json.ts'
import { storageError } from '../jsonl/storage-error.ts'
import type { JournalHeader } from './storage.ts'

/** What the header of any version says. */
const anyVersionSchema = z.object({ type: z.literal('journal'), version: z.int(), library: z.string().catch('') })

/** The header that a journal's first line holds. Throws an `RLMError` of code `'storage'` where it holds none. */
export function parseHeader(bytes: Buffer, path: string): JournalHeader {
  const value = parseJson(bytes)
  const header = journalHeaderSchema.safeParse(value)
  if (header.success) return header.data
  const other = anyVersionSchema.safeParse(value)
  throw other.success && other.data.version > JOURNAL_VERSION ? newer(other.data, path) : foreign(path)
}

function newer({ version, library }: z.infer<typeof anyVersionSchema>, path: string): Error {
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
