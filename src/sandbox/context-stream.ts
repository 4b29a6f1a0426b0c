import { setImmediate } from 'node:timers/promises'
import { RLMError } from '../errors.ts'
import { HOST_FRAME_TYPES } from './codes.ts'
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

/** Throws a `TypeError` for a name that no variable has, and an `RLMError` where no sandbox could ever hold the payload. */
export function assertLoadable(name: string, { text }: ContextPayload): void {
  if (!IDENTIFIER.test(name)) {
    throw new TypeError(
      `\`name\` must be an identifier; received ${JSON.stringify(name)}. Take one such as \`context\`.`,
    )
  }
  if (text.length <= MAX_STRING_CHARS) return
  throw new RLMError(
    `A context must have at most ${MAX_STRING_CHARS} characters, the longest string of V8; received ${text.length}. ` +
      'Give it as an array of shorter strings, or ask about parts of it.',
    { code: 'sandbox' },
  )
}

/**
 * A payload under its name in pieces, made one at a time, so that the event loop never waits for a large one. All pieces
 * of the text lie in one buffer: each must have left before the next is asked for.
 */
export async function* payloadPieces(name: string, { kind, text }: ContextPayload): AsyncGenerator<Buffer> {
  const encoding = await encodingOfLongText(text)
  yield Buffer.concat([nameFrame(name), payloadHeader(kind, byteLength(text.length, encoding), encoding)])
  const buffer = Buffer.allocUnsafeSlow(byteLength(Math.min(text.length, PIECE_CHARS), encoding))
  for (const piece of slices(text)) {
    yield buffer.subarray(0, buffer.write(piece, encoding))
    await setImmediate()
  }
}

function nameFrame(name: string): Buffer {
  const code = HOST_FRAME_TYPES.indexOf('load-name')
  return encodeFrame({ code, id: 0, text: name }, HOST_MAGIC, (bytes) => Buffer.alloc(bytes))
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
