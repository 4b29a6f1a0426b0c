import { createHash, type Hash } from 'node:crypto'
import { setImmediate as eventLoopTurn } from 'node:timers/promises'
import type { ContextPayload } from '../sandbox/sandbox.ts'

/** Few milliseconds of work. */
const SLICE_CHARS = 1_000_000

/** SHA-256 of texts, hexadecimal. Texts that are cut elsewhere hash differently: `('ab', 'c')` is not `('a', 'bc')`. */
export function contentHash(...parts: string[]): string {
  const hash = createHash('sha256')
  for (const slice of framedSlices(parts)) add(hash, slice)
  return hash.digest('hex')
}

const contextHashes = new WeakMap<ContextPayload, Promise<string>>()

/** `contentHash` of a context's kind and text, which may be large: it is made once, for all who record the context. */
export function contextHash(context: ContextPayload): Promise<string> {
  const known = contextHashes.get(context)
  if (known !== undefined) return known
  const hash = hashContext(context)
  contextHashes.set(context, hash)
  return hash
}

/** The event loop goes round between its slices. */
async function hashContext({ kind, text }: ContextPayload): Promise<string> {
  const hash = createHash('sha256')
  for (const slice of framedSlices([kind, text])) {
    add(hash, slice)
    if (slice.length === SLICE_CHARS) await eventLoopTurn()
  }
  return hash.digest('hex')
}

/** Each text with its length before it, in pieces that are short enough to be hashed in one go. */
function* framedSlices(parts: readonly string[]): Generator<string, void, undefined> {
  for (const part of parts) {
    yield `${part.length}:`
    for (let start = 0; start < part.length; start += SLICE_CHARS) yield part.slice(start, start + SLICE_CHARS)
  }
}

/** UTF-16, since UTF-8 gives all lone surrogates, and the halves of a pair that a slice cuts, the same bytes. */
function add(hash: Hash, slice: string): void {
  hash.update(slice, 'utf16le')
}
