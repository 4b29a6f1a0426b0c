import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLine, parseLine } from '../../src/storage/journal-format.ts'
import type { JournalEntry } from '../../src/storage/storage.ts'
import { answerOf, replyOf } from './entries.ts'
import { linesOf, writeJournal } from './journals.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Any UTF-16, lone surrogates and newlines among it. */
const text = fc.array(fc.nat(0xffff)).map((codes) => String.fromCharCode(...codes))
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const code = fc.constantFrom('overloaded', 'limit', 'connection')
const usage = fc.record({
  inputTokens: fc.nat(),
  cachedInputTokens: fc.nat(),
  outputTokens: fc.nat(),
  reasoningTokens: fc.nat(),
})

const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record(
    {
      type: fc.constant('reply'),
      key: text,
      scope: text,
      role: fc.constantFrom('root', 'summary', 'sub-call'),
      reply: fc.record(
        { text, finishReason: fc.constantFrom('stop', 'length', 'content-filter', 'other'), usage, costUsd: number },
        { requiredKeys: ['text', 'finishReason'] },
      ),
      cost: fc.record({ usage, costUsd: fc.option(number) }),
      failure: fc.record({ code, message: text }),
    },
    { requiredKeys: ['type', 'key', 'scope', 'role', 'reply', 'cost'] },
  ),
  fc.record(
    { type: fc.constant('answer'), key: text, scope: text, ok: fc.boolean(), text, code },
    { requiredKeys: ['type', 'key', 'scope', 'ok', 'text'] },
  ),
  fc.record({ type: fc.constant('block'), key: text, nowMs: fc.nat(), seed: fc.nat() }),
  fc.record({ type: fc.constant('delivery'), key: text, id: fc.nat() }),
  fc.record({ type: fc.constant('end'), answer: text, code }, { requiredKeys: ['type'] }),
)

describe('a journal', () => {
  it('reads back what was recorded, whatever it is', async () => {
    const directory = temporaryDirectory()
    let count = 0
    await fc.assert(
      fc.asyncProperty(fc.array(entry), async (entries) => {
        const path = join(directory, String((count += 1)))
        await writeJournal(path, entries)
        expect(await linesOf(path)).toMatchObject({ lines: entries, tornLines: 0, endsWithNewline: true })
      }),
    )
  })
})

describe('a line', () => {
  const parse = (line: unknown): unknown => parseLine(Buffer.from(JSON.stringify(line)))

  it('may have fields that a later version adds', () => {
    expect(parse({ ...answerOf('a'), addedLater: 1 })).toEqual(answerOf('a'))
    expect(parse({ ...replyOf('a'), reply: { ...replyOf('a').reply, addedLater: 1 } })).toEqual(replyOf('a'))
  })

  it('may have an error code that a later version adds', () => {
    expect(parse({ ...answerOf('a'), ok: false, code: 'added-later' })).toMatchObject({ code: 'added-later' })
  })

  it('of a type that a later version adds is unknown', () => {
    expect(parse({ type: 'added-later', key: 'a' })).toBe('unknown')
  })

  it.each([
    ['a part of a line', formatLine(replyOf('a')).slice(0, -1)],
    ['the end of a line', formatLine(replyOf('a')).slice(1)],
    ['a known type without its fields', '{"type":"reply","key":"a"}'],
    ['no object', '12'],
    ['an object of no type', '{}'],
    ['zeros, as a power failure leaves them', '\0\0\0\0'],
  ])('that is %s is torn', (_, line) => {
    expect(parseLine(Buffer.from(line))).toBe('torn')
  })
})
