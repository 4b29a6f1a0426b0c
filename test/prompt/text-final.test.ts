import { describe, expect, it } from 'vitest'
import { parseReply } from '../../src/prompt/parse.ts'

const finalOf = (reply: string): unknown => parseReply(reply).final
const value = (text: string): unknown => ({ kind: 'value', text })
const variable = (text: string): unknown => ({ kind: 'variable', text })

describe('a final in text', () => {
  it.each([
    ['FINAL(42)', value('42')],
    ['I am done.\n\nFINAL(42)\n', value('42')],
    ['  FINAL(42)', value('42')],
    ['FINAL(42).', value('42')],
    ['FINAL(42) is my answer (I am sure)', value('42')],
    ['FINAL()', value('')],
    ['FINAL(  )', value('')],
    ['FINAL(two\n\nlines)', value('two\n\nlines')],
    ['FINAL(two\r\nlines)\r\n', value('two\nlines')],
    ['FINAL_VAR(report)', variable('report')],
    ['FINAL_VAR( "report" )', variable('report')],
    ["FINAL_VAR('report')", variable('report')],
    ['FINAL_VAR(`report`)', variable('report')],
  ])('is read from %j', (reply, final) => {
    expect(finalOf(reply)).toEqual(final)
  })

  it.each([
    'NOT_FINAL(3)',
    'FINAL (3)',
    'FINAL: 3',
    'Final(3)',
    'FINALE(3)',
    'FINAL_VARS(a)',
    'I will say FINAL(3) later.',
    '**FINAL(3)**',
    '`FINAL(3)`',
    '> FINAL(3)',
    'FINAL(3',
    'A remark (in passing).\nFINAL(3',
    '```\nFINAL(3)\n```',
    '```repl\nFINAL(3)\n```',
    '```repl\n// then\nFINAL(3)',
  ])('is not read from %j', (reply) => {
    expect(finalOf(reply)).toBeUndefined()
  })

  it('is the first of several', () => {
    expect(finalOf('FINAL(1)\nFINAL_VAR(two)')).toEqual(value('1'))
  })

  it('is seen beside blocks', () => {
    expect(parseReply('```repl\nx\n```\nFINAL(1)\n```js\ny\n```')).toEqual({
      blocks: ['x', 'y'],
      foreign: [],
      unclosed: false,
      final: value('1'),
    })
  })
})

describe('the end of a final', () => {
  it.each([
    ['FINAL(f(x) and g(y))', 'f(x) and g(y)'],
    ["FINAL(It's the dogs' bone (see p. 3))", "It's the dogs' bone (see p. 3)"],
    ['FINAL(a 12" pipe (or 6") fits)', 'a 12" pipe (or 6") fits'],
    ['FINAL(press ")" to stop)', 'press ")" to stop'],
    ['FINAL({"a": ":)", "b": ["x)", 1]})', '{"a": ":)", "b": ["x)", 1]}'],
    ['FINAL("He said ("x") loudly")', '"He said ("x") loudly"'],
    ['FINAL("Alice" and "Bob")', '"Alice" and "Bob"'],
    ["FINAL(the 'quoted)\nNext line (a).", "the 'quoted"],
  ])('balances in %j', (reply, text) => {
    expect(finalOf(reply)).toEqual(value(text))
  })

  it.each([
    ['FINAL(Good :) and the total is 42)', 'Good :) and the total is 42'],
    ['FINAL(Sad :( but the total is 42)\nBye (now).', 'Sad :( but the total is 42'],
    ['FINAL(done ;-))', 'done ;-)'],
    ['FINAL(done :)', 'done :'],
  ])('is not moved by the smiley in %j', (reply, text) => {
    expect(finalOf(reply)).toEqual(value(text))
  })

  it('is the last parenthesis of the reply where they never balance', () => {
    expect(finalOf('FINAL(first (of\nmany (lines)\nBye.')).toEqual(value('first (of\nmany (lines'))
  })

  it('lies behind the fences that the answer holds', () => {
    const answer = 'Use this:\n```js\nopen( // :)\n```\nand this:\n```repl\nx))\n```\nGood.'
    expect(parseReply(`FINAL(${answer})\nBye (now).`)).toEqual({
      blocks: [],
      foreign: [],
      unclosed: false,
      final: value(answer),
    })
    expect(finalOf('FINAL(```js\nf(1)\n```)\nBye (now).')).toEqual(value('```js\nf(1)\n```'))
    expect(finalOf('FINAL(See ```js\nf(1) // :)\n```)\n```json\n{}\n```')).toEqual(value('See ```js\nf(1) // :)\n```'))
  })

  it('lets blocks behind it be code', () => {
    expect(parseReply('FINAL(1)\n```repl\nx\n```')).toMatchObject({ blocks: ['x'], final: value('1') })
  })
})

describe('a final that is one string literal', () => {
  it.each([
    ['FINAL("abc")', 'abc'],
    ["FINAL('abc')", 'abc'],
    ['FINAL(`abc`)', 'abc'],
    ['FINAL("")', ''],
    ['FINAL( "a) b" )', 'a) b'],
    ['FINAL("two\nlines a) and b")\nBye (now).', 'two\nlines a) and b'],
    [String.raw`FINAL("a \"b\" c) d")`, 'a "b" c) d'],
    [String.raw`FINAL("a \"b\" \\ c\nd\te")`, 'a "b" \\ c\nd\te'],
    [String.raw`FINAL("\d+")`, String.raw`\d+`],
    [String.raw`FINAL("open \")`, String.raw`"open \"`],
    ['FINAL(")', '"'],
    ['FINAL([1, 2])', '[1, 2]'],
    ['FINAL("a" + "b")', '"a" + "b"'],
  ])('%j gives its value, anything else its text', (reply, text) => {
    expect(finalOf(reply)).toEqual(value(text))
  })
})
