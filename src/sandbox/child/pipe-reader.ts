import { CHILD_EXIT } from '../child-exit.ts'
import { HOST_FRAME_TYPES } from '../codes.ts'
import { byteLength, type FrameHeader, HEADER_BYTES, HOST_MAGIC, MAX_STRING_CHARS, readHeader } from '../frames.ts'
import type { PipePowers } from './powers.ts'

const INITIAL_BYTES = 64 * 1024
const RETAINED_BYTES = 1024 * 1024
const MAX_READ_BYTES = 1024 * 1024

/**
 * Reads the host's frames from a blocking pipe. Every step leaves a state that the next call can go on from: SIGINT may
 * end a block anywhere in here.
 */
export class PipeReader {
  readonly #pipe: PipePowers
  #buffer: Buffer
  #start = 0
  #end = 0

  constructor(pipe: PipePowers) {
    this.#pipe = pipe
    this.#buffer = pipe.allocate(INITIAL_BYTES)
  }

  /** Blocks until a header is there; it stays unread. */
  peekHeader(): FrameHeader {
    this.#fill(HEADER_BYTES)
    const header = readHeader(this.#buffer, this.#start, HOST_MAGIC)
    return header !== undefined && isPossible(header) ? header : this.#pipe.exit(CHILD_EXIT.protocol)
  }

  /** Reads the text of the frame that `peekHeader` saw. */
  readText({ payloadBytes, encoding }: FrameHeader): string {
    const frameBytes = HEADER_BYTES + payloadBytes
    this.#fill(frameBytes)
    const text = this.#buffer.toString(encoding, this.#start + HEADER_BYTES, this.#start + frameBytes)
    this.#start += frameBytes
    this.#shrink()
    return text
  }

  /** The header of the next frame, where the whole frame is here already. */
  bufferedHeader(): FrameHeader | undefined {
    const buffered = this.#end - this.#start
    if (buffered < HEADER_BYTES) return undefined
    const header = this.peekHeader()
    return buffered >= HEADER_BYTES + header.payloadBytes ? header : undefined
  }

  #fill(bytes: number): void {
    this.#makeRoom(bytes)
    while (this.#end - this.#start < bytes) this.#end += this.#readSome()
  }

  #makeRoom(bytes: number): void {
    if (this.#start + bytes <= this.#buffer.length) return
    const unread = this.#buffer.subarray(this.#start, this.#end)
    const target = bytes <= this.#buffer.length ? this.#buffer : this.#allocate(bytes)
    target.set(unread)
    this.#end = unread.length
    this.#start = 0
    this.#buffer = target
  }

  #allocate(bytes: number): Buffer {
    try {
      return this.#pipe.allocate(bytes)
    } catch {
      return this.#pipe.exit(CHILD_EXIT.memory)
    }
  }

  #readSome(): number {
    const room = Math.min(this.#buffer.length - this.#end, MAX_READ_BYTES)
    const count = retryInterrupted(() => this.#pipe.read(this.#buffer, this.#end, room), this.#pipe)
    return count === 0 ? this.#pipe.exit(CHILD_EXIT.quit) : count
  }

  /** A context or a long reply must not be held twice. */
  #shrink(): void {
    if (this.#buffer.length <= RETAINED_BYTES) return
    const unread = this.#buffer.subarray(this.#start, this.#end)
    const target = this.#pipe.allocate(Math.max(INITIAL_BYTES, unread.length))
    target.set(unread)
    this.#end = unread.length
    this.#start = 0
    this.#buffer = target
  }
}

/** Whether the host can mean it: otherwise no memory is taken for its payload. */
function isPossible({ code, payloadBytes, encoding }: FrameHeader): boolean {
  return code < HOST_FRAME_TYPES.length && payloadBytes <= byteLength(MAX_STRING_CHARS, encoding)
}

/** Repeats a call on the pipe that a signal interrupted; the host is gone where it fails otherwise. */
export function retryInterrupted(call: () => number, pipe: PipePowers): number {
  for (;;) {
    try {
      return call()
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
      if (code !== 'EINTR' && code !== 'EAGAIN') pipe.exit(CHILD_EXIT.quit)
    }
  }
}
