import { CHILD_EXIT } from '../child-exit.ts'
import { CHILD_FRAME_TYPES, HOST_FRAME_TYPES, HOST_PREFIX_TYPES, type HostPrefixType } from '../codes.ts'
import { type Frame, type FrameHeader, MAX_CHILD_MESSAGE_CHARS } from '../frames.ts'
import { framesOf } from '../message-parts.ts'
import type { ChildMessage, HostMessage, Wire } from '../protocol.ts'
import type { SubCallRequest } from '../sandbox.ts'
import { readReplayStart } from '../replay-start.ts'
import { MAX_REQUEST_HEAD_CHARS, requestText } from '../request-text.ts'
import { boundedOutcome } from './bounded-outcome.ts'
import { PipeReader } from './pipe-reader.ts'
import { PipeWriter } from './pipe-writer.ts'
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
  readonly #writer: PipeWriter
  /** Replies to queries that were too large to send. */
  readonly #refusals: HostMessage[] = []
  #received = 0
  /** Whether the host has been told of a call since it was last listened to. */
  #hasCalled = false
  /** What has come of the message that is to come next. */
  #prefix: Prefix = {}

  constructor(pipe: PipePowers) {
    this.#pipe = pipe
    this.#reader = new PipeReader(pipe)
    this.#writer = new PipeWriter(pipe)
  }

  receive(): HostMessage {
    const refusal = this.#refusals.shift()
    if (refusal !== undefined) return refusal
    this.#writer.flush()
    this.#hasCalled = false
    const header = this.#receiveHeader()
    const text = this.#reader.readText(header)
    this.#received += 1
    const prefix = this.#prefix
    this.#prefix = {}
    const message = hostMessage(header, text, prefix) ?? this.#pipe.exit(CHILD_EXIT.protocol)
    return message.type === 'quit' ? this.#pipe.exit(CHILD_EXIT.quit) : message
  }

  replyBuffered(): boolean {
    if (this.#refusals.length > 0) return true
    const header = this.#reader.bufferedHeader()
    return header !== undefined && isReply(header)
  }

  send(message: ChildMessage): void {
    const refusal = message.type === 'query' ? refusalOf(message.request) : undefined
    if (refusal === undefined) this.#sendWhole(message)
    else if ('id' in message) this.#refusals.push({ type: 'reply', id: message.id, ok: false, text: refusal })
  }

  /** The header of the frame that says what a message is. */
  #receiveHeader(): FrameHeader {
    for (;;) {
      const header = this.#reader.peekHeader()
      const type = prefixType(header)
      if (type === undefined) return header
      this.#prefix[type] = this.#reader.readText(header)
    }
  }

  /** The first call leaves at once, so that the host works meanwhile; those that follow leave together. */
  #sendWhole(message: ChildMessage): void {
    const frame = childFrame(message, this.#received)
    if (frame.text.length > MAX_CHILD_MESSAGE_CHARS) this.#pipe.exit(CHILD_EXIT.protocol)
    for (const part of framesOf(frame)) this.#writer.add(part)
    if (message.type !== 'query' || !this.#hasCalled) this.#writer.flush()
    this.#hasCalled ||= message.type === 'query'
  }
}

function refusalOf({ prompt, context, model = '' }: SubCallRequest): string | undefined {
  const chars = prompt.length + (context?.text.length ?? 0)
  if (chars > MAX_CALL_CHARS) {
    return (
      `One call may carry at most ${MAX_CALL_CHARS} characters; this one has ${chars}. ` +
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

/** Texts of the frames that are parts of the message that follows. */
type Prefix = Partial<Record<HostPrefixType, string>>

function prefixType({ code }: FrameHeader): HostPrefixType | undefined {
  return HOST_PREFIX_TYPES.find((type) => type === HOST_FRAME_TYPES[code])
}

function hostMessage({ code, id }: FrameHeader, text: string, prefix: Prefix): HostMessage | undefined {
  const type = HOST_FRAME_TYPES[code]
  switch (type) {
    case undefined:
      return undefined
    case 'exec':
      return execMessage(id, text, prefix)
    case 'reply-ok':
    case 'reply-error':
      return { type: 'reply', id, ok: type === 'reply-ok', text }
    case 'load-text':
      return loadMessage('text', text, prefix)
    case 'load-json':
      return loadMessage('json', text, prefix)
    case 'timer':
    case 'cancel':
      return { type, id }
    case 'quit':
      return { type }
    case 'replay':
    case 'load-name':
    case 'append-to':
    default:
      return undefined
  }
}

function execMessage(id: number, source: string, { replay: text }: Prefix): HostMessage | undefined {
  if (text === undefined) return { type: 'exec', id, source }
  const replay = readReplayStart(text)
  return replay && { type: 'exec', id, source, replay }
}

function loadMessage(kind: 'text' | 'json', text: string, prefix: Prefix): HostMessage {
  const { 'load-name': name = '', 'append-to': appendTo } = prefix
  return { type: 'load', name, kind, text, appendTo }
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
    case 'code-cache':
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
