import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash, contextHash } from '../../src/storage/content-hash.ts'

describe('a content hash', () => {
  it('is SHA-256, the same on every machine', () => {
    const framed = Buffer.from('5:größe3:bcd', 'utf16le')
    expect(contentHash('größe', 'bcd')).toBe(createHash('sha256').update(framed).digest('hex'))
  })

  it.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['ab'], ['ab', '']],
    [[], ['']],
    [['1:a'], ['1:', 'a']],
    [['a1:b'], ['a', 'b']],
    [['\u{d800}'], ['\u{fffd}']],
  ])('tells %j from %j', (one, other) => {
    expect(contentHash(...one)).not.toBe(contentHash(...other))
  })

  it('is the same for the same parts and for no others', () => {
    const parts = fc.array(fc.array(fc.nat(0xffff), { maxLength: 3 }).map((codes) => String.fromCharCode(...codes)))
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(contentHash(...one) === contentHash(...other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
    )
  })

  it('does not depend on where a long text is sliced', () => {
    const text = `x${'😀'.repeat(1_200_000)}`
    const whole = createHash('sha256').update(Buffer.from(`${text.length}:${text}`, 'utf16le'))
    expect(contentHash(text)).toBe(whole.digest('hex'))
  })
})

describe('the hash of a context', () => {
  it('is that of its kind and text', async () => {
    const text = 'é'.repeat(2_500_000)
    expect(await contextHash({ kind: 'text', text })).toBe(contentHash('text', text))
    expect(await contextHash({ kind: 'json', text: '1' })).not.toBe(await contextHash({ kind: 'text', text: '1' }))
  })

  it('is made once of one context, whoever asks', () => {
    const context = { kind: 'text', text: 'x' } as const
    expect(contextHash(context)).toBe(contextHash(context))
    expect(contextHash({ ...context })).not.toBe(contextHash(context))
  })

  it('lets the event loop go round while it is made', async () => {
    let turns = 0
    const next = (): NodeJS.Immediate =>
      setImmediate(() => {
        turns += 1
        immediate = next()
      })
    let immediate = next()
    await contextHash({ kind: 'text', text: 'x'.repeat(5_000_000) })
    clearImmediate(immediate)
    expect(turns).toBeGreaterThanOrEqual(5)
  })
})
