import { setImmediate } from 'node:timers/promises'
import { RLMError } from '../errors.ts'
import { HOST_FRAME_TYPES, type HostPrefixType } from './codes.ts'
import {
  byteLength,
  encodeFrame,
  encodingOf,
  type FrameEncoding,
  HEADER_BYTES,
  HOST_MAGIC,
  MAX_STRING_CHARS,
  writeHeader,
} from './frames.ts'
import type { ContextPayload } from './sandbox.ts'

/** Characters handled between two turns of the event loop: a few milliseconds of work. */
const PIECE_CHARS = 1024 * 1024

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** Names of the variables that a load sets: the payload's own, and that of an array whose last element it becomes. */
export interface LoadNames {
  name: string
  appendTo?: string | undefined
}

/** Throws a `TypeError` for names that no variables have, and an `RLMError` where no sandbox could ever hold the payload. */
export function assertLoadable({ name, appendTo }: LoadNames, { text }: ContextPayload): void {
  assertIdentifier('name', name, 'context')
  if (appendTo !== undefined) assertIdentifier('appendTo', appendTo, 'contexts')
  if (name === appendTo) {
    throw new TypeError(
      `\`appendTo\` must be another variable than \`name\`; received ${JSON.stringify(name)} for both. Take a plural.`,
    )
  }
  if (text.length <= MAX_STRING_CHARS) return
  throw new RLMError(
    `A context must have at most ${MAX_STRING_CHARS} characters, the longest string of V8; received ${text.length}. ` +
      'Give it as an array of shorter strings, or ask about parts of it.',
    { code: 'sandbox' },
  )
}

function assertIdentifier(option: keyof LoadNames, name: string, example: string): void {
  if (IDENTIFIER.test(name)) return
  throw new TypeError(
    `\`${option}\` must be an identifier; received ${JSON.stringify(name)}. Take one such as \`${example}\`.`,
  )
}

/**
 * A payload under its name in pieces, made one at a time, so that the event loop never waits for a large one. All pieces
 * of the text lie in one buffer: each must have left before the next is asked for.
 */
export async function* payloadPieces(names: LoadNames, { kind, text }: ContextPayload): AsyncGenerator<Buffer> {
  const encoding = await encodingOfLongText(text)
  yield Buffer.concat([...nameFrames(names), payloadHeader(kind, byteLength(text.length, encoding), encoding)])
  const buffer = Buffer.allocUnsafeSlow(byteLength(Math.min(text.length, PIECE_CHARS), encoding))
  for (const piece of slices(text)) {
    yield buffer.subarray(0, buffer.write(piece, encoding))
    await setImmediate()
  }
}

function nameFrames({ name, appendTo }: LoadNames): Buffer[] {
  const frames = [nameFrame('load-name', name)]
  if (appendTo !== undefined) frames.push(nameFrame('append-to', appendTo))
  return frames
}

function nameFrame(type: HostPrefixType, text: string): Buffer {
  const code = HOST_FRAME_TYPES.indexOf(type)
  return encodeFrame({ code, id: 0, text }, HOST_MAGIC, (bytes) => Buffer.alloc(bytes))
}

function payloadHeader(kind: ContextPayload['kind'], payloadBytes: number, encoding: FrameEncoding): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const code = HOST_FRAME_TYPES.indexOf(`load-${kind}`)
  writeHeader(header, { code, id: 0, payloadBytes, encoding }, HOST_MAGIC)
  return header
}

async function encodingOfLongText(text: string): Promise<FrameEncoding> {
  for (const piece of slices(text)) {
    if (encodingOf(piece) === 'utf16le') return 'utf16le'
    await setImmediate()
  }
  return 'latin1'
}

function* slices(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += PIECE_CHARS) yield text.slice(start, start + PIECE_CHARS)
}
