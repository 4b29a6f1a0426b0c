import { createJournal, type JournalOptions, openJournal } from '../../src/storage/journal-file.ts'
import type { JournalLine } from '../../src/storage/journal-format.ts'
import { type JournalReading, readJournal } from '../../src/storage/read-journal.ts'
import type { Journal, JournalEntry } from '../../src/storage/storage.ts'
import { header } from './entries.ts'

/** For journals that must not fail. */
export const strict: JournalOptions = {
  onError: 'stop',
  onFailure: (message) => {
    throw new Error(message)
  },
}

/** Writes a journal as a run would that records these. */
export async function writeJournal(
  path: string,
  entries: readonly JournalEntry[],
  options: Partial<JournalOptions> = {},
): Promise<void> {
  const journal = await createJournal(path, header, { ...strict, ...options })
  await recordAll(journal, entries)
}

/** Adds to a journal as a resumed run would. */
export async function continueJournal(path: string, entries: readonly JournalEntry[]): Promise<void> {
  const { journal } = await openJournal(path, strict)
  await recordAll(journal, entries)
}

/** What a journal answers to a run that resumes it. */
export async function resumed(path: string): Promise<Journal> {
  const { journal } = await openJournal(path, strict)
  await journal.close()
  return journal
}

/** A journal read whole. */
export async function linesOf(path: string): Promise<JournalReading & { lines: JournalLine[] }> {
  const lines: JournalLine[] = []
  return { ...(await readJournal(path, (line) => lines.push(line))), lines }
}

async function recordAll(journal: Journal, entries: readonly JournalEntry[]): Promise<void> {
  await Promise.all(entries.map((entry) => journal.record(entry)))
  await journal.close()
}
