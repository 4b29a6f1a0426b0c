import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { childMessage } from './child-messages.ts'
import { FrameReader } from './frame-reader.ts'
import { byteLength, CHILD_MAGIC, encodeFrame, HOST_MAGIC } from './frames.ts'
import { hostFrames, type ShortMessage } from './host-messages.ts'
import type { ChildExit, LossCause } from './loss.ts'
import { MessageParts, PART_CHARS } from './message-parts.ts'
import type { ChildMessage } from './protocol.ts'
import { WireViolation } from './wire-violation.ts'

const MAX_PAYLOAD_BYTES = byteLength(PART_CHARS, 'utf16le')
const MAX_STDERR_CHARS = 4000
const CLOSE_GRACE_MS = 1000

/** The host's end of the pipe and of the process behind it. */
export class ChildLink {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #reader = new FrameReader({ magic: CHILD_MAGIC, maxPayloadBytes: MAX_PAYLOAD_BYTES })
  readonly #parts = new MessageParts()
  /** Resolves when the process has ended and everything that it wrote has been read. */
  readonly ended: Promise<ChildExit>
  #onMessage: (message: ChildMessage) => void = () => {}
  #stderr = ''
  #sent = 0
  #hasEnded = false
  #killedFor: LossCause | undefined

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child
    this.ended = this.#watchEnd()
    child.stderr.setEncoding('latin1').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, MAX_STDERR_CHARS)
    })
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    // A pipe that breaks is followed by the end of the process, which is what counts.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
  }

  /** Id of the process; `undefined` where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Messages sent so far. */
  get sent(): number {
    return this.#sent
  }

  /** Why this side killed the child, where it did. */
  get killedFor(): LossCause | undefined {
    return this.#killedFor
  }

  /** Hands every message from now on to `onMessage`; a `WireViolation` that it throws kills the child. */
  listen(onMessage: (message: ChildMessage) => void): void {
    this.#onMessage = onMessage
  }

  send(message: ShortMessage): void {
    this.#sent += 1
    for (const frame of hostFrames(message)) {
      this.#child.stdin.write(encodeFrame(frame, HOST_MAGIC, (bytes) => Buffer.allocUnsafe(bytes)))
    }
  }

  /** Writes a message in pieces, each after the one before has left; stops where the child has ended. */
  async sendInPieces(pieces: AsyncIterable<Buffer>): Promise<void> {
    this.#sent += 1
    for await (const piece of pieces) {
      if (this.#hasEnded) return
      await new Promise<void>((resolve) => this.#child.stdin.write(piece, () => resolve()))
    }
  }

  /** Interrupts the JavaScript that the child runs. */
  interrupt(): void {
    this.#child.kill('SIGINT')
  }

  /** Ends the child and all that belongs to it, at once. The first cause is the one that is told. */
  kill(cause: LossCause): void {
    this.#killedFor ??= cause
    if (this.#hasEnded || this.#child.pid === undefined) return
    try {
      process.kill(process.platform === 'win32' ? this.#child.pid : -this.#child.pid, 'SIGKILL')
    } catch {
      this.#child.kill('SIGKILL')
    }
  }

  #read(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.read(chunk)) {
        if (this.#killedFor !== undefined) return
        const message = this.#parts.join(frame)
        if (message !== undefined) this.#onMessage(childMessage(message))
      }
    } catch (error) {
      if (!(error instanceof WireViolation)) throw error
      this.kill({ reason: error.reason, message: `The sandbox broke its protocol: ${error.message}.` })
    }
  }

  #watchEnd(): Promise<ChildExit> {
    const child = this.#child
    return new Promise((resolve) => {
      let grace: NodeJS.Timeout | undefined
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#hasEnded = true
        clearTimeout(grace)
        resolve({ code, signal, stderr: this.#stderr })
      }
      child.once('close', end)
      child.once('exit', () => {
        // A pipe that something else holds open must not keep the end back.
        grace = setTimeout(() => this.#destroyStreams(), CLOSE_GRACE_MS)
      })
      child.on('error', (error) => {
        this.#stderr ||= error.message
        if (child.pid === undefined) end(null, null)
      })
    })
  }

  #destroyStreams(): void {
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream.destroy()
  }
}
