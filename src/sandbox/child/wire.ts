import { CHILD_EXIT } from '../child-exit.ts'
import { CHILD_FRAME_TYPES, HOST_FRAME_TYPES } from '../codes.ts'
import { CHILD_MAGIC, encodeFrame, type Frame, type FrameHeader, MAX_CHILD_MESSAGE_CHARS } from '../frames.ts'
import { framesOf } from '../message-parts.ts'
import type { ChildMessage, HostMessage, Wire } from '../protocol.ts'
import type { SubCallRequest } from '../sandbox.ts'
import { MAX_REQUEST_HEAD_CHARS, requestText } from '../request-text.ts'
import { boundedOutcome } from './bounded-outcome.ts'
import { PipeReader, retryInterrupted } from './pipe-reader.ts'
import type { PipePowers } from './powers.ts'

const MAX_CALL_CHARS = MAX_CHILD_MESSAGE_CHARS - MAX_REQUEST_HEAD_CHARS
/** Escaped and with everything else, it fits into the head. */
const MAX_MODEL_CHARS = 1000
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
    const refusal = message.type === 'query' ? refusalOf(message.request) : undefined
    if (refusal === undefined) this.#sendWhole(childFrame(message, this.#received))
    else if ('id' in message) this.#refusals.push({ type: 'reply', id: message.id, ok: false, text: refusal })
  }

  #sendWhole(message: Frame): void {
    if (message.text.length > MAX_CHILD_MESSAGE_CHARS) this.#pipe.exit(CHILD_EXIT.protocol)
    for (const frame of framesOf(message)) this.#write(encodeFrame(frame, CHILD_MAGIC, this.#pipe.allocate))
  }

  #write(bytes: Buffer): void {
    for (let written = 0; written < bytes.length;) {
      written += retryInterrupted(() => this.#pipe.write(bytes, written, bytes.length - written), this.#pipe)
    }
  }
}

function refusalOf({ prompt, context, model = '' }: SubCallRequest): string | undefined {
  const chars = prompt.length + (context?.text.length ?? 0)
  if (chars > MAX_CALL_CHARS) {
    return (
      `One model call may carry at most ${MAX_CALL_CHARS} characters; this one has ${chars}. ` +
      'Split it into chunks, one call each.'
    )
  }
  if (model.length <= MAX_MODEL_CHARS) return undefined
  return `The name of a model may have at most ${MAX_MODEL_CHARS} characters; this one has ${model.length}.`
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
      return requestText(message.request)
    case 'waiting':
      return `${received}`
    case 'timer':
      return `${wholeDelay(message.delayMs)}`
    case 'done':
    default:
      return JSON.stringify(boundedOutcome(message.outcome))
  }
}

function wholeDelay(delayMs: number): number {
  return Math.min(Math.max(Math.trunc(delayMs) || 0, 0), MAX_DELAY_MS)
}
