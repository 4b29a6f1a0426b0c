import type { FileHandle } from 'node:fs/promises'

/**
 * Appends lines to a file that was opened with `O_APPEND`. Lines that come while a write is in flight go out together
 * in the next one, and each write is of whole lines: processes that share the file do not tear each other's.
 */
export class LineWriter {
  readonly #file: FileHandle
  /** What goes before the next line: the end of a line that was cut, a mark. */
  #lead: string
  #waiting = ''
  #nextWrite: Promise<void> | undefined
  #lastWrite: Promise<void> = Promise.resolve()

  constructor(file: FileHandle, lead = '') {
    this.#file = file
    this.#lead = lead
  }

  /** Has a line written with the next one that is appended, or at the close. */
  hold(line: string): void {
    this.#waiting += `${line}\n`
  }

  /** Resolves when the line is written; rejects with the system's error. */
  append(line: string): Promise<void> {
    this.hold(line)
    return this.#writeNext()
  }

  /** Resolves when all lines are written and the file is closed; rejects with the system's error. */
  async close(): Promise<void> {
    try {
      await (this.#waiting === '' ? this.#lastWrite : this.#writeNext())
    } finally {
      await this.#file.close()
    }
  }

  #writeNext(): Promise<void> {
    if (this.#nextWrite === undefined) {
      this.#nextWrite = this.#lastWrite.then(() => this.#write())
      this.#lastWrite = this.#nextWrite.catch(() => undefined)
    }
    return this.#nextWrite
  }

  async #write(): Promise<void> {
    const lines = this.#waiting
    this.#waiting = ''
    this.#nextWrite = undefined
    try {
      await writeAll(this.#file, Buffer.from(this.#lead + lines))
      this.#lead = ''
    } catch (error) {
      // The line may have been cut anywhere; the next one must not continue it.
      this.#lead = `\n${this.#lead.trimStart()}`
      throw error
    }
  }
}

/** One write, and more only where the system took less than all. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let written = 0
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
}
