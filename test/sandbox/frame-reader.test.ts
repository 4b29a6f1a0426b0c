import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader } from '../../src/sandbox/frame-reader.ts'
import { CHILD_MAGIC, encodeFrame, type Frame, HEADER_BYTES, HOST_MAGIC } from '../../src/sandbox/frames.ts'
import { WireViolation } from '../../src/sandbox/wire-violation.ts'
import { errorOf } from './errors.ts'

const MAX_PAYLOAD_BYTES = 1000

const frame: fc.Arbitrary<Frame> = fc.record({
  code: fc.integer({ min: 0, max: 255 }),
  id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  text: fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 })),
})

function newReader(): FrameReader {
  return new FrameReader({ magic: CHILD_MAGIC, maxPayloadBytes: MAX_PAYLOAD_BYTES })
}

function encode(frame: Frame, magic = CHILD_MAGIC): Buffer {
  return encodeFrame(frame, magic, (bytes) => Buffer.alloc(bytes))
}

/** `bytes`, cut at positions that `cuts` (fractions) name. */
function cut(bytes: Buffer, cuts: number[]): Buffer[] {
  const ends = [...cuts.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length]
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

function readAll(reader: FrameReader, chunks: Buffer[]): Frame[] {
  return chunks.flatMap((chunk) => [...reader.read(chunk)])
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 })

describe('FrameReader', () => {
  it('reads back what was encoded, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), cuts, (frames, cuts) => {
        const chunks = cut(Buffer.concat(frames.map((each) => encode(each))), cuts)
        expect(readAll(newReader(), chunks)).toEqual(frames)
      }),
    )
  })

  it('throws nothing but a violation, and holds no more than one frame, whatever it reads', () => {
    const violation = new WireViolation('protocol', '')
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (chunks) => {
        const reader = newReader()
        for (const chunk of chunks) {
          expect(errorOf(() => [...reader.read(Buffer.from(chunk))]) ?? violation).toBeInstanceOf(WireViolation)
          expect(reader.bufferedBytes).toBeLessThan(HEADER_BYTES + MAX_PAYLOAD_BYTES)
        }
      }),
    )
  })

  it('never yields a frame out of a truncated one', () => {
    fc.assert(
      fc.property(frame, fc.double({ min: 0, max: 0.999, noNaN: true }), (frame, part) => {
        const bytes = encode(frame)
        expect([...newReader().read(bytes.subarray(0, Math.floor(part * bytes.length)))]).toEqual([])
      }),
    )
  })

  it('refuses the magic of the other direction', () => {
    const bytes = encode({ code: 1, id: 1, text: 'x' }, HOST_MAGIC)
    expect(() => [...newReader().read(bytes)]).toThrow(WireViolation)
  })

  it('refuses a frame that is too large before it arrives', () => {
    const header = encode({ code: 1, id: 1, text: 'x'.repeat(MAX_PAYLOAD_BYTES + 1) }).subarray(0, HEADER_BYTES)
    expect(() => [...newReader().read(header)]).toThrow(`${MAX_PAYLOAD_BYTES + 1} bytes`)
  })

  it('refuses half a UTF-16 code unit', () => {
    const bytes = encode({ code: 1, id: 1, text: '€' })
    bytes.writeUInt32LE(3, 0)
    expect(() => [...newReader().read(bytes)]).toThrow(WireViolation)
  })

  it('reads nothing more after a violation', () => {
    const reader = newReader()
    expect(() => [...reader.read(Buffer.alloc(HEADER_BYTES))]).toThrow(WireViolation)
    expect([...reader.read(encode({ code: 1, id: 1, text: 'x' }))]).toEqual([])
    expect(reader.bufferedBytes).toBe(0)
  })
})
