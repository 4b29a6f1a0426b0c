import { rm } from 'node:fs/promises'
import type { RLMError } from '../errors.ts'
import type { Redact } from '../jsonl/redact-text.ts'
import { formatLine } from './journal-format.ts'
import { JournalIndex } from './journal-index.ts'
import { openExisting, openNew, uncreatable, unwritable } from './open-file.ts'
import { LineWriter } from '../jsonl/line-writer.ts'
import { readJournal } from './read-journal.ts'
import { redactEntry, redactHeader } from './redact-lines.ts'
import type { Journal, JournalEntry, JournalHeader } from './storage.ts'

/** How a journal is written. */
export interface JournalOptions {
  /** Whether the run is to stop where a line cannot be written, by `assertWritable`. */
  onError: 'stop' | 'continue'
  /** Told the first failed write. Must not throw. */
  onFailure: (message: string) => void
  /** Applied to every text before it is written. An entry that it changes is not found again. */
  redact?: Redact | undefined
}

/**
 * Starts a journal in a file of its own, which only its owner can read (0600). It answers no query.
 *
 * @throws RLMError of code `'storage'` where the file exists or cannot be written.
 */
export async function createJournal(path: string, header: JournalHeader, options: JournalOptions): Promise<Journal> {
  const written = redactHeader(header, options.redact)
  const writer = new LineWriter(await openNew(path))
  try {
    await writer.append(formatLine(written))
  } catch (error) {
    await writer.close().catch(() => undefined)
    await rm(path, { force: true }).catch(() => undefined)
    throw uncreatable(path, error)
  }
  return new JournalFile({ path, header: written, index: new JournalIndex(), writer, options })
}

/**
 * Opens a journal to go on with its run: it answers from what it holds now, and is added to. `tornLines` counts the
 * lines that a crash has cut.
 *
 * @throws RLMError of code `'storage'` where the file is no journal, or cannot be read or written.
 */
export async function openJournal(
  path: string,
  options: JournalOptions,
): Promise<{ journal: Journal; tornLines: number }> {
  const index = new JournalIndex()
  const { header, tornLines, endsWithNewline } = await readJournal(path, (line) => index.add(line))
  const lead = `${endsWithNewline ? '' : '\n'}${formatLine({ type: 'resume' })}\n`
  const writer = new LineWriter(await openExisting(path), lead)
  return { journal: new JournalFile({ path, header, index, writer, options }), tornLines }
}

interface JournalParts {
  path: string
  header: JournalHeader
  index: JournalIndex
  writer: LineWriter
  options: JournalOptions
}

class JournalFile implements Journal {
  readonly header: JournalHeader
  readonly #path: string
  readonly #index: JournalIndex
  readonly #writer: LineWriter
  readonly #options: JournalOptions
  #failure: RLMError | undefined
  #closing: Promise<void> | undefined

  constructor({ path, header, index, writer, options }: JournalParts) {
    this.header = header
    this.#path = path
    this.#index = index
    this.#writer = writer
    this.#options = options
  }

  reply(key: string): ReturnType<Journal['reply']> {
    return this.#index.reply(key)
  }

  answer(key: string): ReturnType<Journal['answer']> {
    return this.#index.answer(key)
  }

  block(key: string): ReturnType<Journal['block']> {
    return this.#index.block(key)
  }

  unusedTurns(scope: string): number {
    return this.#index.unusedTurns(scope)
  }

  async record(entry: JournalEntry): Promise<void> {
    // Calls that a run has given up may still come to an end after it.
    if (this.#closing !== undefined) return
    try {
      await this.#writer.append(this.#line(entry))
    } catch (error) {
      this.#fail(error)
    }
  }

  note(entry: JournalEntry): void {
    if (this.#closing === undefined) this.#writer.hold(this.#line(entry))
  }

  assertWritable(): void {
    if (this.#failure !== undefined && this.#options.onError === 'stop') throw this.#failure
  }

  close(): Promise<void> {
    this.#closing ??= this.#writer.close().catch((error: unknown) => this.#fail(error))
    return this.#closing
  }

  #line(entry: JournalEntry): string {
    return formatLine(redactEntry(entry, this.#options.redact))
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = unwritable(this.#path, error)
    this.#options.onFailure(this.#failure.message)
  }
}
