import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Frame, MAX_CHILD_MESSAGE_CHARS } from '../../src/sandbox/frames.ts'
import { framesOf, MessageParts, PART_CHARS, PART_CODE } from '../../src/sandbox/message-parts.ts'
import { WireViolation } from '../../src/sandbox/wire-violation.ts'

function joined(frames: Iterable<Frame>): Frame[] {
  const parts = new MessageParts()
  return [...frames].map((frame) => parts.join(frame)).filter((frame) => frame !== undefined)
}

it.each([0, 1, PART_CHARS, PART_CHARS + 1, 3 * PART_CHARS, 3 * PART_CHARS + 7])(
  'takes a text of %i characters apart into short frames, and puts it together again',
  (chars) => {
    const message = { code: 3, id: 9, text: 'ab€'.repeat(chars / 3 + 1).slice(0, chars) }
    const frames = [...framesOf(message)]
    expect(frames.every(({ text }) => text.length <= PART_CHARS)).toBe(true)
    expect(frames).toHaveLength(Math.max(1, Math.ceil(chars / PART_CHARS)))
    expect(joined([...frames, ...frames])).toEqual([message, message])
  },
)

it('refuses a message that goes on for ever, however small its parts are', () => {
  const part = { code: PART_CODE, id: 1, text: 'x'.repeat(PART_CHARS) }
  const parts = new MessageParts()
  for (let chars = 0; chars < MAX_CHILD_MESSAGE_CHARS; chars += PART_CHARS) expect(parts.join(part)).toBeUndefined()
  expect(() => parts.join({ ...part, text: 'x' })).toThrow(WireViolation)
})

it('gives a message for every frame that ends one, whatever comes between', () => {
  const frame = fc.record({ code: fc.constantFrom(1, 2, PART_CODE), id: fc.nat(3), text: fc.string({ maxLength: 5 }) })
  fc.assert(
    fc.property(fc.array(frame), (frames) => {
      const messages = joined(frames)
      expect(messages).toHaveLength(frames.filter(({ code }) => code !== PART_CODE).length)
      const end = frames.findLastIndex(({ code }) => code !== PART_CODE)
      const all = frames.slice(0, end + 1).map(({ text }) => text)
      expect(messages.map(({ text }) => text).join('')).toBe(all.join(''))
    }),
  )
})
