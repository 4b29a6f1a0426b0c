import { CHILD_EXIT } from '../child-exit.ts'
import { CHILD_FRAME_TYPES, HOST_FRAME_TYPES } from '../codes.ts'
import {
  byteLength,
  CHILD_MAGIC,
  encodeFrame,
  encodingOf,
  type Frame,
  type FrameHeader,
  MAX_CHILD_PAYLOAD_BYTES,
} from '../frames.ts'
import type { ChildMessage, HostMessage, Wire } from '../protocol.ts'
import { PipeReader, retryInterrupted } from './pipe-reader.ts'
import type { PipePowers } from './powers.ts'

const MEBIBYTE = 1024 * 1024
/** Longest delay that a timer of Node keeps. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The child's end of the pipe. */
export class PipeWire implements Wire {
  readonly #pipe: PipePowers
  readonly #reader: PipeReader
  /** Replies to queries that were too large to send. */
  readonly #refusals: HostMessage[] = []
  #received = 0

  constructor(pipe: PipePowers) {
    this.#pipe = pipe
    this.#reader = new PipeReader(pipe)
  }

  receive(): HostMessage {
    const refusal = this.#refusals.shift()
    if (refusal !== undefined) return refusal
    const header = this.#reader.peekHeader()
    const text = this.#reader.readText(header)
    this.#received += 1
    const message = hostMessage(header, text) ?? this.#pipe.exit(CHILD_EXIT.protocol)
    return message.type === 'quit' ? this.#pipe.exit(CHILD_EXIT.quit) : message
  }

  replyBuffered(): boolean {
    if (this.#refusals.length > 0) return true
    const header = this.#reader.bufferedHeader()
    return header !== undefined && isReply(header)
  }

  send(message: ChildMessage): void {
    const frame = childFrame(message, this.#received)
    const payloadBytes = byteLength(frame.text.length, encodingOf(frame.text))
    if (payloadBytes > MAX_CHILD_PAYLOAD_BYTES) this.#refuse(message, payloadBytes)
    else this.#write(encodeFrame(frame, CHILD_MAGIC, this.#pipe.allocate))
  }

  #refuse(message: ChildMessage, payloadBytes: number): void {
    if (message.type !== 'query') this.#pipe.exit(CHILD_EXIT.protocol)
    const text =
      `One model call may carry at most ${MAX_CHILD_PAYLOAD_BYTES / MEBIBYTE} MiB; ` +
      `this one has ${Math.ceil(payloadBytes / MEBIBYTE)} MiB. Split it into chunks, one call each.`
    this.#refusals.push({ type: 'reply', id: message.id, ok: false, text })
  }

  #write(bytes: Buffer): void {
    for (let written = 0; written < bytes.length;) {
      written += retryInterrupted(() => this.#pipe.write(bytes, written, bytes.length - written), this.#pipe)
    }
  }
}

function isReply({ code }: FrameHeader): boolean {
  const type = HOST_FRAME_TYPES[code]
  return type === 'reply-ok' || type === 'reply-error'
}

function hostMessage({ code, id }: FrameHeader, text: string): HostMessage | undefined {
  const type = HOST_FRAME_TYPES[code]
  switch (type) {
    case undefined:
      return undefined
    case 'exec':
      return { type, id, source: text }
    case 'reply-ok':
    case 'reply-error':
      return { type: 'reply', id, ok: type === 'reply-ok', text }
    case 'context-text':
      return { type: 'context', kind: 'text', text }
    case 'context-json':
      return { type: 'context', kind: 'json', text }
    case 'timer':
    case 'cancel':
      return { type, id }
    case 'quit':
    default:
      return { type }
  }
}

function childFrame(message: ChildMessage, received: number): Frame {
  const id = 'id' in message ? message.id : 0
  return { code: CHILD_FRAME_TYPES.indexOf(message.type), id, text: textOf(message, received) }
}

function textOf(message: ChildMessage, received: number): string {
  switch (message.type) {
    case 'ready':
    case 'clear-timer':
      return ''
    case 'loaded':
      return JSON.stringify({ error: message.error })
    case 'print':
    case 'final':
      return message.text
    case 'query':
      return JSON.stringify(message.request)
    case 'waiting':
      return `${received}`
    case 'timer':
      return `${wholeDelay(message.delayMs)}`
    case 'done':
    default:
      return JSON.stringify(message.outcome)
  }
}

function wholeDelay(delayMs: number): number {
  return Math.min(Math.max(Math.trunc(delayMs) || 0, 0), MAX_DELAY_MS)
}
