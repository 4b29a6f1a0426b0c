import { createReadStream } from 'node:fs'

const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** A line of a file. */
export interface FileLine {
  /** Without its newline. */
  bytes: Buffer
  /** False for a last line without a newline. */
  isEnded: boolean
}

/** Where to begin, in bytes, and how much to read at once. */
interface Reading {
  start?: number
  chunkBytes?: number
}

/** The lines of a file, read in chunks: memory holds one of each at a time. Throws the system's errors. */
export async function* readLines(
  path: string,
  { start: from = 0, chunkBytes = CHUNK_BYTES }: Reading = {},
): AsyncGenerator<FileLine, void, undefined> {
  let begun: Buffer[] = []
  for await (const chunk of createReadStream(path, {
    start: from,
    highWaterMark: chunkBytes,
  }) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield { bytes: joined(begun, chunk.subarray(start, end)), isEnded: true }
      begun = []
      start = end + 1
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
  }
  if (begun.length > 0) yield { bytes: Buffer.concat(begun), isEnded: false }
}

/** The same in batches: the bytes of as many lines as a chunk ends, newlines included. A last line without one is left out. */
export async function* readWholeLines(
  path: string,
  { start, chunkBytes = CHUNK_BYTES }: Reading = {},
): AsyncGenerator<Buffer, void, undefined> {
  let begun: Buffer[] = []
  for await (const chunk of createReadStream(path, { start, highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end > 0) {
      yield joined(begun, chunk.subarray(0, end))
      begun = []
    }
    if (end < chunk.length) begun.push(chunk.subarray(end))
  }
}

function joined(begun: readonly Buffer[], end: Buffer): Buffer {
  return begun.length === 0 ? end : Buffer.concat([...begun, end])
}
