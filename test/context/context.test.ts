import { anything, array, assert, constantFrom, jsonValue, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareContext } from '../../src/context/context.ts'

const describedAs = (context: unknown): string => prepareContext(context).description

describe('a string', () => {
  it('stays the same string', () => {
    const { payload, chars } = prepareContext('two\nlines')
    expect(payload).toEqual({ kind: 'text', text: 'two\nlines' })
    expect(chars).toBe(9)
  })

  it.each([
    ['a', 'a string of 1 line, 1 character'],
    ['a\n', 'a string of 1 line, 2 characters'],
    ['a\nb', 'a string of 2 lines, 3 characters'],
    ['\n\n', 'a string of 2 lines, 2 characters'],
    ['ab\n'.repeat(1000), 'a string of 1,000 lines, 3,000 characters'],
  ])('is described by lines and characters', (text, description) => {
    expect(describedAs(text)).toBe(description)
  })

  it('of 100 MB is no burden: its lines are estimated', { timeout: 5000 }, () => {
    const line = `${'x'.repeat(99)}\n`
    expect(describedAs(line.repeat(1_000_000))).toBe('a string of about 1,000,000 lines, 100,000,000 characters')
    expect(describedAs('x'.repeat(40_000_000))).toBe('a string of about 1 line, 40,000,000 characters')
  })

  it('that is long is read in its whole length for the estimate', () => {
    const text = 'x'.repeat(20_000_000) + 'abc\n'.repeat(5_000_000)
    expect(describedAs(text)).toBe('a string of about 5,000,000 lines, 40,000,000 characters')
  })
})

describe('a JSON value', () => {
  it('becomes JSON text', () => {
    const context = { id: 7, tags: ['a', null, true], left: undefined }
    expect(prepareContext(context).payload).toEqual({ kind: 'json', text: '{"id":7,"tags":["a",null,true]}' })
  })

  it.each([
    [[{ id: 1, title: 'a' }], 'an array of 1 object with the keys id, title; 22 characters as JSON'],
    [[{ a: 1 }, { b: 2, c: undefined }], 'an array of 2 objects with the keys a, b; 17 characters as JSON'],
    [[{}, {}], 'an array of 2 objects with no keys; 7 characters as JSON'],
    [['a', 'b'], 'an array of 2 strings; 9 characters as JSON'],
    [[[1], [2]], 'an array of 2 arrays; 9 characters as JSON'],
    [[1, 'a', null], 'an array of 3 values (numbers, strings, nulls); 12 characters as JSON'],
    [{ rows: [1] }, 'an object with the key rows; 12 characters as JSON'],
    [42, 'a number; 2 characters as JSON'],
    [false, 'a boolean; 5 characters as JSON'],
    [
      [
        { role: 'system', content: 'Hi' },
        { role: 'user', content: 'Yo' },
        { role: 'user', content: [{ type: 'text' }] },
      ],
      'a list of 3 chat messages (roles: system, user); 109 characters as JSON',
    ],
  ])('is described by kind, shape and size', (context, description) => {
    expect(describedAs(context)).toBe(description)
  })

  it('is described by few, short and inert keys', () => {
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
    expect(describedAs(Object.fromEntries(keys.map((key) => [key, 1])))).toContain('k10, k11 and 8 more;')
    expect(describedAs({ ['x'.repeat(1000)]: 1 })).toContain(`the key ${'x'.repeat(40)};`)
    expect(describedAs({ 'a\n\u202eb': 1 })).toContain('the key a\\n\\u{202e}b;')
  })

  it('is taken as JSON takes it', () => {
    const context = { at: new Date(0), link: new URL('https://example.com/'), list: [undefined] }
    const text = '{"at":"1970-01-01T00:00:00.000Z","link":"https://example.com/","list":[null]}'
    expect(prepareContext(context).payload).toEqual({ kind: 'json', text })
    expect(prepareContext(new Date(0)).payload).toEqual({ kind: 'text', text: '1970-01-01T00:00:00.000Z' })
  })

  it('may hold instances with fields, and objects without a prototype', () => {
    class Page {
      title = 'a'
    }
    const bare = Object.assign(Object.create(null), { b: 1 })
    expect(prepareContext([new Page(), bare]).payload.text).toBe('[{"title":"a"},{"b":1}]')
  })

  it('may share parts, however often', () => {
    let shared: unknown = ['x']
    for (let level = 0; level < 18; level += 1) shared = [shared, shared]
    expect(prepareContext(shared).chars).toBe(5 * 2 ** 18 + 3 * (2 ** 18 - 1))
  })

  it('comes out of its text as it went in', () => {
    assert(
      property(jsonValue(), (value) => {
        const wrapped = { value }
        expect(JSON.parse(prepareContext(wrapped).payload.text)).toEqual(JSON.parse(JSON.stringify(wrapped)))
      }),
    )
  })
})

class Empty {
  size(): number {
    return 0
  }
}
const looped: Record<string, unknown> = { items: [1, 2, 3] }
looped['items'] = [1, 2, 3, { next: looped }]
const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = { a: value }
  return value
}

describe('a context that cannot be used', () => {
  it.each([
    ['', "must not be empty; received ''"],
    [[], 'must not be empty; received []'],
    [{}, 'must not be empty; received {}'],
    [{ a: undefined }, 'must not be empty; received {}'],
    [null, 'must not be empty; received null'],
    [undefined, 'must not be empty; received undefined'],
    [() => 'text', '`context` is a function. Leave it out'],
    [Symbol('a'), '`context` is a symbol'],
    [{ total: 1n }, '`context.total` is a bigint. Pass String(value)'],
    [[{ 'a b': [Number.NaN] }], '`context[0]["a b"][0]` is NaN'],
    [{ x: Number.NEGATIVE_INFINITY }, '`context.x` is -Infinity'],
    [{ m: new Map([[1, 2]]) }, '`context.m` is a value of class Map. Pass Object.fromEntries(map)'],
    [new Set(['a']), '`context` is a value of class Set. Pass [...set]'],
    [[Promise.resolve('text')], '`context[0]` is a value of class Promise. Await it first'],
    [{ e: Object.assign(new RangeError('x'), { code: 1 }) }, '`context.e` is a value of class RangeError'],
    [Buffer.from('text'), '`context` is a value of class Buffer. Decode it'],
    [new Float64Array(2), '`context` is a value of class Float64Array. Pass Array.from(value)'],
    [[/x/], '`context[0]` is a value of class RegExp without fields of its own'],
    [[new Empty()], '`context[0]` is a value of class Empty without fields of its own'],
    [{ bad: { toJSON: () => 1n } }, '`context.bad` is a bigint'],
    [[1, , 3], '`context[1]` is one. Fill it'], // oxlint-disable-line no-sparse-arrays
    [looped, '`context.items[3].next` leads back to an object that it lies in'],
    [deep(1001), '`context.a.a.a.a.a.a … .a` is deeper'],
    [deep(100_000), 'may be nested 1000 levels deep'],
    [Object.defineProperty({}, 'x', { enumerable: true, get: () => () => 1 }), '`context.x` is a function'],
  ])('is refused with rule, value and remedy (%#)', (context, message) => {
    expect(() => prepareContext(context)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'invalid-context',
        message: expect.stringContaining(message),
      }),
    )
  })
})

const codeOf = (context: unknown): unknown => {
  try {
    prepareContext(context)
    return 'usable'
  } catch (error) {
    return error instanceof TypeError && 'code' in error ? error.code : error
  }
}

describe('the error of a context that cannot be used', () => {
  it('has the cause where reading it throws', () => {
    const cause = new Error('offline')
    const context = {
      get rows(): unknown {
        throw cause
      },
    }
    expect(() => prepareContext(context)).toThrow(expect.objectContaining({ code: 'invalid-context', cause }))
    expect(() => prepareContext(context)).toThrow(/failed with "offline"\. Pass plain data/)
  })

  it('is always a TypeError of that code', () => {
    const values = anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true })
    assert(
      property(values, (value) => {
        expect(['usable', 'invalid-context']).toContain(codeOf(value))
      }),
      { numRuns: 500 },
    )
  })

  it('does not come for one that is as deep as allowed', () => {
    expect(prepareContext(deep(1000)).chars).toBe(6 * 1000 + 1)
  })
})

const preview = (context: unknown): string => prepareContext(context).preview

describe('the preview', () => {
  it('shows head and tail', () => {
    const text = preview(`BEGIN${'x'.repeat(5000)}END`)
    expect(text).toMatch(/^BEGINx+ … x+END$/)
    expect(text).toHaveLength(300)
  })

  it('is empty where a quarter would tell nothing', () => {
    expect(preview('a secret of some fifty characters, not to be shown')).toBe('')
    expect(preview([1, 2, 3])).toBe('')
  })

  it('shows JSON text of a JSON value', () => {
    expect(preview(Array.from({ length: 100 }, (_, id) => ({ id })))).toMatch(/^\[\{"id":0\},.* … .*\{"id":99\}\]$/)
  })

  it('escapes what does not show as itself', () => {
    const hidden = '\n\r\t\0\u001b\u202e\u200b\u2028\ufeff\u{e0041}\ufe0f\ud800'
    const escaped = String.raw`\n\r\t\u{0}\u{1b}\u{202e}\u{200b}\u{2028}\u{feff}\u{e0041}\u{fe0f}\u{d800}`
    expect(preview(`${hidden}${' '.repeat(2000)}`).startsWith(`${escaped} `)).toBe(true)
  })

  it('never splits a character or an escape', () => {
    expect(preview('😀'.repeat(1000))).toMatch(/^(😀)+ … (😀)+$/u)
    expect(preview('\u202e'.repeat(1000))).toMatch(/^(\\u\{202e\})+ … (\\u\{202e\})+$/)
  })

  it('is short, a quarter at most, and on one line of visible characters', () => {
    const piece = constantFrom('\n', '\u202e', '😀', '\ud800', 'word ', '"', '\\', '\u2029')
    assert(
      property(array(piece, { maxLength: 600 }), string(), (pieces, end) => {
        const text = `x${pieces.join('')}${end}`
        const shown = preview(text)
        expect(shown.length).toBeLessThanOrEqual(Math.min(300, text.length / 4))
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})
