import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { assertLoadable } from '../../src/sandbox/context-stream.ts'
import { MAX_STRING_CHARS } from '../../src/sandbox/frames.ts'
import { openSandbox } from './sandboxes.ts'

const CHARS = 100_000_000
const BYTES_PER_CHARACTER = 2
const MAX_LAG_MS = 50
const NANOSECONDS_PER_MS = 1e6

/** FNV-1a over every UTF-16 code unit; runs here and, as text, in the sandbox. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

/** Text whose code units do not repeat in any rhythm of the wire's pieces, as one flat string. */
function textOf(bytesPerCharacter: 1 | 2): string {
  const bytes = Buffer.allocUnsafe(CHARS * bytesPerCharacter)
  for (let index = 0, state = 1; index < bytes.length; index += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    bytes.writeInt32LE(state, index)
  }
  return bytes.toString(bytesPerCharacter === 1 ? 'latin1' : 'utf16le')
}

describe.each([
  ['one-byte', 1],
  ['two-byte', 2],
] as const)('a context of 100 MB of %s characters', (_, bytesPerCharacter) => {
  // The lag is a figure of the machine too: one that is busy with other things gets two more tries.
  it('arrives code unit for code unit, and leaves the event loop of the host free', { retry: 2 }, async () => {
    const text = textOf(bytesPerCharacter)
    const sandbox = await openSandbox({ contextBytes: text.length * BYTES_PER_CHARACTER })
    const lag = monitorEventLoopDelay({ resolution: 1 })
    lag.enable()
    await sandbox.load('context', { kind: 'text', text })
    lag.disable()
    expect((await sandbox.runBlock(`${hash.toString()}\n[context.length, hash(context)].join()`)).result).toContain(
      [text.length, hash(text)].join(),
    )
    expect(lag.max / NANOSECONDS_PER_MS).toBeLessThan(MAX_LAG_MS)
  })
})

it('refuses a context that is longer than any string, and says what to do', () => {
  const longest = { length: MAX_STRING_CHARS } as string
  const tooLong = { length: MAX_STRING_CHARS + 1 } as string
  expect(() => assertLoadable({ name: 'context' }, { kind: 'text', text: longest })).not.toThrow()
  expect(() => assertLoadable({ name: 'context' }, { kind: 'text', text: tooLong })).toThrow(
    expect.objectContaining({
      code: 'sandbox',
      message: expect.stringMatching(/at most 536870888 characters.*received 536870889.*array of shorter strings/),
    }),
  )
})

it('knows the longest string of this V8', () => {
  expect('x'.repeat(MAX_STRING_CHARS)).toHaveLength(MAX_STRING_CHARS)
  expect(() => 'x'.repeat(MAX_STRING_CHARS + 1)).toThrow(RangeError)
})
