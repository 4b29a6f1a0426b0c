/** One message as it lies on the pipe: header (length u32, code u8, encoding u8, magic u16, id u32), then the text. */
export interface Frame {
  code: number
  id: number
  text: string
}

/** What a header says about the payload that follows it. */
export interface FrameHeader {
  code: number
  id: number
  payloadBytes: number
  encoding: FrameEncoding
}

/** Encodings of a payload: one byte a character where that is enough, else two. */
export type FrameEncoding = 'latin1' | 'utf16le'

/** Bytes of a header. */
export const HEADER_BYTES = 12

/** Marks every header of the host. */
export const HOST_MAGIC = 0x5aa5

/** Marks every header of the child. */
export const CHILD_MAGIC = 0xa55a

/** Longest string of V8, in UTF-16 code units. */
export const MAX_STRING_CHARS = 536_870_888

/** Most characters of one message of the child, over all its frames. */
export const MAX_CHILD_MESSAGE_CHARS = 64 * 1024 * 1024

const ENCODINGS: readonly FrameEncoding[] = ['latin1', 'utf16le']
const TWO_BYTE_CHARACTER = /[\u0100-\uffff]/

/** The narrowest encoding that keeps every UTF-16 code unit of `text`. */
export function encodingOf(text: string): FrameEncoding {
  return TWO_BYTE_CHARACTER.test(text) ? 'utf16le' : 'latin1'
}

/** Bytes of `characters` in `encoding`. */
export function byteLength(characters: number, encoding: FrameEncoding): number {
  return encoding === 'utf16le' ? characters * 2 : characters
}

/** Writes a header at the start of `target`. */
export function writeHeader(target: Buffer, header: FrameHeader, magic: number): void {
  target.writeUInt32LE(header.payloadBytes, 0)
  target.writeUInt8(header.code, 4)
  target.writeUInt8(ENCODINGS.indexOf(header.encoding), 5)
  target.writeUInt16LE(magic, 6)
  target.writeUInt32LE(header.id, 8)
}

/** Reads the header at `offset`; `undefined` where it breaks the protocol. */
export function readHeader(source: Buffer, offset: number, magic: number): FrameHeader | undefined {
  const payloadBytes = source.readUInt32LE(offset)
  const encoding = ENCODINGS[source.readUInt8(offset + 5)]
  if (source.readUInt16LE(offset + 6) !== magic || encoding === undefined) return undefined
  if (encoding === 'utf16le' && payloadBytes % 2 === 1) return undefined
  return { code: source.readUInt8(offset + 4), id: source.readUInt32LE(offset + 8), payloadBytes, encoding }
}

/** A whole frame as bytes, in memory that `allocate` gives. */
export function encodeFrame({ code, id, text }: Frame, magic: number, allocate: (bytes: number) => Buffer): Buffer {
  const encoding = encodingOf(text)
  const payloadBytes = byteLength(text.length, encoding)
  const bytes = allocate(HEADER_BYTES + payloadBytes)
  writeHeader(bytes, { code, id, payloadBytes, encoding }, magic)
  bytes.write(text, HEADER_BYTES, encoding)
  return bytes
}
