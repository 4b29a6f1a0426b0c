import { CHILD_MAGIC, encodeFrame, type Frame } from '../frames.ts'
import { retryInterrupted } from './pipe-reader.ts'
import type { PipePowers } from './powers.ts'

/** Enough for the short messages of a moment; longer ones have no use for company. */
const HELD_BYTES = 4096

/**
 * Writes the child's frames to a blocking pipe, the short ones together. What is held when SIGINT ends a block is lost
 * rather than said twice.
 */
export class PipeWriter {
  readonly #pipe: PipePowers
  readonly #buffer: Buffer
  #heldBytes = 0

  constructor(pipe: PipePowers) {
    this.#pipe = pipe
    this.#buffer = pipe.allocate(HELD_BYTES)
  }

  /** Takes a frame; it leaves with the next `flush`, or before where there is no room for it. */
  add(frame: Frame): void {
    const bytes = encodeFrame(frame, CHILD_MAGIC, (count) => this.#room(count))
    if (bytes.length > HELD_BYTES) this.#write(bytes)
    else this.#heldBytes += bytes.length
  }

  /** Writes what is held. */
  flush(): void {
    const held = this.#buffer.subarray(0, this.#heldBytes)
    this.#heldBytes = 0
    this.#write(held)
  }

  #room(bytes: number): Buffer {
    if (this.#heldBytes + bytes > HELD_BYTES) this.flush()
    if (bytes > HELD_BYTES) return this.#pipe.allocate(bytes)
    return this.#buffer.subarray(this.#heldBytes, this.#heldBytes + bytes)
  }

  #write(bytes: Buffer): void {
    for (let written = 0; written < bytes.length;) {
      written += retryInterrupted(() => this.#pipe.write(bytes, written, bytes.length - written), this.#pipe)
    }
  }
}
