import { type Frame, type FrameHeader, HEADER_BYTES, readHeader } from './frames.ts'
import { WireViolation } from './wire-violation.ts'

/** What a `FrameReader` accepts. */
export interface FrameReaderOptions {
  magic: number
  maxPayloadBytes: number
}

/**
 * Cuts a stream of chunks into frames. It copies a payload once, holds at most one unfinished frame, and reads nothing
 * more after the first violation.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions
  #chunks: Buffer[] = []
  #bufferedBytes = 0
  #header: FrameHeader | undefined
  #broken = false

  constructor(options: FrameReaderOptions) {
    this.#options = options
  }

  /** Bytes that wait for the rest of their frame. */
  get bufferedBytes(): number {
    return this.#bufferedBytes
  }

  /** The frames that `chunk` completes. Throws a `WireViolation` where the bytes are no frame. */
  *read(chunk: Buffer): Generator<Frame, void, undefined> {
    if (this.#broken) return
    this.#chunks.push(chunk)
    this.#bufferedBytes += chunk.length
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) yield frame
  }

  #next(): Frame | undefined {
    if (this.#header === undefined && this.#bufferedBytes >= HEADER_BYTES) this.#header = this.#readHeader()
    const header = this.#header
    if (header === undefined || this.#bufferedBytes < header.payloadBytes) return undefined
    this.#header = undefined
    const text = this.#take(header.payloadBytes).toString(header.encoding)
    return { code: header.code, id: header.id, text }
  }

  #readHeader(): FrameHeader {
    const header = readHeader(this.#take(HEADER_BYTES), 0, this.#options.magic)
    if (header === undefined) this.#fail('a header that is not one')
    const { maxPayloadBytes } = this.#options
    if (header.payloadBytes > maxPayloadBytes) {
      this.#fail(`a frame of ${header.payloadBytes} bytes where ${maxPayloadBytes} are allowed`)
    }
    return header
  }

  #fail(what: string): never {
    this.#broken = true
    this.#chunks = []
    this.#bufferedBytes = 0
    throw new WireViolation('protocol', what)
  }

  #take(bytes: number): Buffer {
    if (bytes === 0) return Buffer.alloc(0)
    const first = this.#chunks[0]
    const whole = first !== undefined && first.length >= bytes ? first : Buffer.concat(this.#chunks)
    const rest = whole.subarray(bytes)
    if (whole === first) this.#chunks.shift()
    else this.#chunks = []
    if (rest.length > 0) this.#chunks.unshift(rest)
    this.#bufferedBytes -= bytes
    return whole.subarray(0, bytes)
  }
}
