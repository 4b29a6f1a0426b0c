import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHILD_EXIT } from '../../../src/sandbox/child-exit.ts'
import type { PipePowers } from '../../../src/sandbox/child/powers.ts'
import { PipeWire } from '../../../src/sandbox/child/wire.ts'
import { CHILD_FRAME_TYPES, HOST_FRAME_TYPES } from '../../../src/sandbox/codes.ts'
import { FrameReader } from '../../../src/sandbox/frame-reader.ts'
import {
  CHILD_MAGIC,
  encodeFrame,
  type Frame,
  HEADER_BYTES,
  HOST_MAGIC,
  MAX_STRING_CHARS,
} from '../../../src/sandbox/frames.ts'
import { hostFrames } from '../../../src/sandbox/host-messages.ts'
import type { ChildMessage, HostMessage } from '../../../src/sandbox/protocol.ts'

class Exit extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super(`exit ${exitCode}`)
    this.exitCode = exitCode
  }
}

/** A pipe that holds `bytes`, gives as many at a time as `reads` says, and then ends. */
class MemoryPipe implements PipePowers {
  allocatedBytes = 0
  /** The types of the messages that each write carried. */
  readonly written: string[][] = []
  readonly #bytes: Buffer
  readonly #reads: readonly number[]
  #position = 0
  #turn = 0

  constructor(bytes: Buffer, reads: readonly number[]) {
    this.#bytes = bytes
    this.#reads = reads
  }

  read(target: Buffer, offset: number, bytes: number): number {
    const most = this.#reads[this.#turn % this.#reads.length] ?? bytes
    this.#turn += 1
    const count = this.#bytes.copy(target, offset, this.#position, this.#position + Math.min(bytes, most))
    this.#position += count
    return count
  }

  write(source: Buffer, offset: number, bytes: number): number {
    const reader = new FrameReader({ magic: CHILD_MAGIC, maxPayloadBytes: bytes })
    const frames = [...reader.read(Buffer.from(source.subarray(offset, offset + bytes)))]
    this.written.push(frames.map(({ code }) => CHILD_FRAME_TYPES[code] ?? 'part'))
    return bytes
  }

  allocate = (bytes: number): Buffer => {
    this.allocatedBytes = Math.max(this.allocatedBytes, bytes)
    return Buffer.allocUnsafe(bytes)
  }

  exit(code: number): never {
    throw new Exit(code)
  }
}

/** All messages up to the exit that ends every pipe. */
function receiveAll(pipe: MemoryPipe): { messages: HostMessage[]; exitCode: number } {
  const wire = new PipeWire(pipe)
  const messages: HostMessage[] = []
  try {
    for (;;) {
      wire.replyBuffered()
      messages.push(wire.receive())
    }
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return { messages, exitCode: error.exitCode }
  }
}

function encode(message: HostMessage): Buffer {
  const frames = message.type === 'load' ? loadFrames(message) : hostFrames(message)
  return Buffer.concat(frames.map((frame) => encodeFrame(frame, HOST_MAGIC, (bytes) => Buffer.alloc(bytes))))
}

function loadFrames({ name, kind, text, appendTo }: Extract<HostMessage, { type: 'load' }>): Frame[] {
  const list = appendTo === undefined ? [] : [{ code: HOST_FRAME_TYPES.indexOf('append-to'), id: 0, text: appendTo }]
  return [
    { code: HOST_FRAME_TYPES.indexOf('load-name'), id: 0, text: name },
    ...list,
    { code: HOST_FRAME_TYPES.indexOf(`load-${kind}`), id: 0, text },
  ]
}

const id = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const text = fc.string({ unit: 'binary', maxLength: 300 })
const message: fc.Arbitrary<HostMessage> = fc.oneof(
  fc.record(
    {
      type: fc.constant('exec'),
      id,
      source: text,
      replay: fc.record({ nowMs: fc.nat(4e15), seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }),
    },
    { requiredKeys: ['type', 'id', 'source'] },
  ),
  fc.record({ type: fc.constant('reply'), id, ok: fc.boolean(), text }),
  fc.record({ type: fc.constantFrom('timer', 'cancel'), id }),
  fc.record(
    { type: fc.constant('load'), name: text, kind: fc.constantFrom('text', 'json'), text, appendTo: text },
    { requiredKeys: ['type', 'name', 'kind', 'text'] },
  ),
)
const reads = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 })
const MOST_BYTES = 128 * 1024

describe('PipeWire', () => {
  it('reads back whatever the host sends, however it arrives, and ends with the pipe', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), reads, (messages, reads) => {
        const pipe = new MemoryPipe(Buffer.concat(messages.map(encode)), reads)
        expect(receiveAll(pipe)).toEqual({ messages, exitCode: CHILD_EXIT.quit })
      }),
    )
  })

  it('exits at random bytes between good messages, without room for what they ask', () => {
    const bytes = fc.array(
      fc.oneof(
        message.map(encode),
        fc.uint8Array({ maxLength: 60 }).map((each) => Buffer.from(each)),
      ),
    )
    fc.assert(
      fc.property(bytes, reads, (bytes, reads) => {
        const pipe = new MemoryPipe(Buffer.concat(bytes), reads)
        expect([CHILD_EXIT.quit, CHILD_EXIT.protocol]).toContain(receiveAll(pipe).exitCode)
        expect(pipe.allocatedBytes).toBeLessThan(MOST_BYTES)
      }),
      { numRuns: 500 },
    )
  })

  it('exits where a message is cut short', () => {
    fc.assert(
      fc.property(message, fc.double({ min: 0, max: 0.999, noNaN: true }), reads, (message, part, reads) => {
        const bytes = encode(message)
        const pipe = new MemoryPipe(bytes.subarray(0, Math.floor(part * bytes.length)), reads)
        expect(receiveAll(pipe)).toEqual({ messages: [], exitCode: CHILD_EXIT.quit })
      }),
    )
  })

  it.each([
    ['a length that no string has', (header: Buffer) => header.writeUInt32LE(MAX_STRING_CHARS + 1, 0)],
    ['a type that there is not', (header: Buffer) => header.writeUInt8(99, 4)],
    ['an encoding that there is not', (header: Buffer) => header.writeUInt8(2, 5)],
    ['the magic of the other side', (header: Buffer) => header.writeUInt16LE(0xa55a, 6)],
  ])('exits at %s, before it takes any memory for it', (_, corrupt) => {
    const header = encode({ type: 'exec', id: 1, source: '1' }).subarray(0, HEADER_BYTES)
    corrupt(header)
    const pipe = new MemoryPipe(header, [HEADER_BYTES])
    expect(receiveAll(pipe)).toEqual({ messages: [], exitCode: CHILD_EXIT.protocol })
    expect(pipe.allocatedBytes).toBeLessThan(MOST_BYTES)
  })

  it('sends the first call at once, and those that follow together with what comes next', () => {
    const pipe = new MemoryPipe(Buffer.alloc(0), [1])
    const wire = new PipeWire(pipe)
    for (const id of [1, 2, 3]) wire.send(call(id, 'short'))
    expect(pipe.written).toEqual([['query']])
    wire.send({ type: 'waiting', id: 1 })
    expect(pipe.written).toEqual([['query'], ['query', 'query', 'waiting']])
  })

  it('holds no call while it listens, and sends the next one at once again', () => {
    const pipe = new MemoryPipe(encode({ type: 'timer', id: 9 }), [200])
    const wire = new PipeWire(pipe)
    for (const id of [1, 2]) wire.send(call(id, 'short'))
    wire.receive()
    expect(pipe.written).toEqual([['query'], ['query']])
    wire.send(call(3, 'short'))
    expect(pipe.written).toHaveLength(3)
  })

  it('sends a long call at once, after those before it', () => {
    const pipe = new MemoryPipe(Buffer.alloc(0), [1])
    const wire = new PipeWire(pipe)
    for (const id of [1, 2]) wire.send(call(id, 'short'))
    wire.send(call(3, 'long '.repeat(10_000)))
    expect(pipe.written).toEqual([['query'], ['query'], ['query']])
  })
})

function call(id: number, prompt: string): ChildMessage {
  return { type: 'query', id, request: { kind: 'llm', prompt } }
}
