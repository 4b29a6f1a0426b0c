import { setImmediate } from 'node:timers/promises'
import { RLMError } from '../errors.ts'
import { HOST_FRAME_TYPES } from './codes.ts'
import {
  byteLength,
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

/** Throws an `RLMError` where no sandbox could ever hold the context. */
export function assertContextFits({ text }: ContextPayload): void {
  if (text.length <= MAX_STRING_CHARS) return
  throw new RLMError(
    `A context must have at most ${MAX_STRING_CHARS} characters, the longest string of V8; received ${text.length}. ` +
      'Give it as an array of shorter strings, or ask about parts of it.',
    { code: 'sandbox' },
  )
}

/** The frame of a context in pieces, made one at a time, so that the event loop never waits for a large one. */
export async function* contextPieces({ kind, text }: ContextPayload): AsyncGenerator<Buffer> {
  const encoding = await encodingOfLongText(text)
  yield contextHeader(kind, byteLength(text.length, encoding), encoding)
  for (const piece of slices(text)) {
    yield Buffer.from(piece, encoding)
    await setImmediate()
  }
}

function contextHeader(kind: ContextPayload['kind'], payloadBytes: number, encoding: FrameEncoding): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  const code = HOST_FRAME_TYPES.indexOf(`context-${kind}`)
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
