import { describe, expect, test } from 'vitest'
import { openTestRepl, type TestRepl } from '../../in-process.ts'

/** A REPL with one tool, which gives its argument. */
function open(): TestRepl {
  return openTestRepl({ model: (prompt) => prompt, tools: ['look_up'] })
}

const XS = 'const xs = [1, 2, 3];\n'

describe('a tool runs concurrently where it is awaited', () => {
  test.each([
    ['in Promise.all', 'await Promise.all([look_up(1), look_up(2), look_up(3)])'],
    ['returned by the callback of map', 'await Promise.all(xs.map(x => look_up(x)))'],
    ['as the callback of map', 'await Promise.all(xs.map(look_up))'],
    ['under another name', 'const ask = look_up; await Promise.all(xs.map(ask))'],
    ['in an async callback', 'await Promise.all(xs.map(async (x) => { const n = look_up(x); return n }))'],
    ['with an await in a callback that is not async', 'await Promise.all(xs.map(x => { return await look_up(x) }))'],
    ['in variables that are awaited later', 'const ps = xs.map(x => look_up(x)); await Promise.all(ps)'],
    [
      'through a function that returns it',
      'function ask(x) { return look_up(x) }\nawait Promise.all(xs.map(x => ask(x)))',
    ],
    ['as one batch where its values are used at once', 'xs.map(x => look_up(x))'],
    ['as one batch by its name', 'xs.map(look_up)'],
  ])('%s', (_, source) => {
    const repl = open()
    expect(repl.run(XS + source)).toMatchObject({ result: '[ 1, 2, 3 ]', error: undefined, notes: [] })
    expect(repl.wire.peak).toBe(3)
  })

  test('through a name or a function from an earlier block', () => {
    const repl = open()
    repl.run('const ask = look_up; const wrap = (x) => look_up(x)')
    expect(repl.run('await Promise.all([ask(1), wrap(2)])').result).toBe('[ 1, 2 ]')
    expect(repl.wire.peak).toBe(2)
  })
})

describe('a tool blocks and gives its value where that is used', () => {
  test.each([
    ['in an expression', 'look_up(1) + look_up(2)', '3'],
    ['as an object', 'look_up({ a: 5 }).a', '5'],
    ['in a loop', 'let n = 0; for (const x of xs) n += look_up(x); n', '6'],
    ['in forEach', 'let n = 0; xs.forEach(x => { n += look_up(x) }); n', '6'],
    ['by its name in forEach', 'xs.forEach(look_up); 5', '5'],
    ['in a plain function that is used', 'const ask = (x) => look_up(x); ask(1) + ask(2)', '3'],
    [
      'with an await that means nothing',
      'const ask = (x) => { const n = await look_up(x); return n + 1 }; ask(1)',
      '2',
    ],
  ])('%s', (_, source, result) => {
    const repl = open()
    expect(repl.run(XS + source)).toMatchObject({ result, error: undefined })
    expect(repl.wire.peak).toBe(1)
  })
})

test('a promise of a tool that nothing awaits is waited for, and its failure is the error of the block', () => {
  const repl = openTestRepl({
    model: () => {
      throw new Error('refused')
    },
    tools: ['look_up'],
  })
  expect(repl.run('look_up(1).then(x => x)\n5').error?.message).toBe('refused')
})
