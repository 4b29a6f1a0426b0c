import { describe, expect, test } from 'vitest'
import { codeFrame } from '../../../src/repl/errors/frame.ts'
import { openTestRepl } from '../in-process.ts'

describe('the code frame', () => {
  test('shows the lines around, and a caret below the place', () => {
    expect(codeFrame('a\nb\nc\nd\ne', { line: 3, column: 1 })).toBe('  1 | a\n  2 | b\n> 3 | c\n    | ^\n  4 | d')
  })

  test('keeps the place in sight on a line that is too long', () => {
    const frame = codeFrame(`${'x'.repeat(5000)}HERE`, { line: 1, column: 5001 })
    const [line = '', caret = ''] = frame.split('\n')
    expect(line[caret.indexOf('^')]).toBe('H')
    expect(line.length).toBeLessThan(200)
  })
})

describe('the place of an error', () => {
  test.each([
    ['after a rewritten declaration', 'const { a } = {}; a.b', 1, 21],
    ['inside an awaited call', 'const r = await Promise.all([llm_query("x"), nope()])', 1, 46],
    ['in a hoisted function', 'f()\nfunction f() { null.x }', 2, 21],
    ['behind a call with two entries', 'const ask = (x) => llm_query(x); (() => nope.x)()', 1, 41],
    ['in an argument of a watched call', 'JSON.parse(missing)', 1, 12],
    ['after CRLF', 'const a = 1;\r\n  missing', 2, 3],
    ['after characters outside the basic plane', 'const s = "😀"; missing', 1, 17],
  ])('%s', (_, source, line, column) => {
    const repl = openTestRepl({ model: (prompt) => prompt })
    const { error } = repl.run(source)
    expect(error).toMatchObject({ line, column })
  })

  test('is that of the unknown name, not of its statement', () => {
    const { error } = openTestRepl().run('const total = 1 + counter.value')
    expect(error).toMatchObject({ name: 'ReferenceError', line: 1, column: 19 })
    expect(error?.frame).toContain(`> 1 | const total = 1 + counter.value\n    |${' '.repeat(19)}^`)
  })

  test('lies in this block, while the stack leads on into earlier ones', () => {
    const repl = openTestRepl()
    repl.run('\n\nfunction inner(o) { return o.x.y }')
    const { error } = repl.run('const o = {}\nconst r = inner(o)')
    expect(error).toMatchObject({ line: 2, column: 11 })
    expect(error?.stack).toBe('    at inner (block 1:3:32)\n    at (block 2:2:11)')
  })

  test('never names a file of the host', () => {
    const { error } = openTestRepl().run('const f = (n) => n === 0 ? null.x : f(n - 1)\nf(3)')
    expect(error?.stack?.split('\n')).toEqual([
      ...Array.from({ length: 4 }, (_, index) => `    at f (block 1:1:${index === 0 ? 33 : 37})`),
      '    at (block 1:2:1)',
    ])
  })

  test('is found for what only V8 objects to', () => {
    const { error } = openTestRepl().run('print(1)\nclass A { #a; f() { return this.#b } }')
    expect(error).toMatchObject({ name: 'SyntaxError', line: 2 })
  })
})

describe('what is thrown', () => {
  test('is told with its causes', () => {
    const { error } = openTestRepl().run('throw new Error("outer", { cause: new TypeError("inner", { cause: 5 }) })')
    expect(error?.message).toBe('outer')
    expect(error?.stack).toContain('Caused by TypeError: inner\nCaused by 5')
  })

  test.each([
    ['"text"', { name: 'Uncaught', message: 'text' }],
    ['{ code: 1 }', { name: 'Uncaught', message: '{ code: 1 }' }],
    ['undefined', { name: 'Uncaught', message: 'undefined' }],
    ['new Proxy(new Error("x"), { get() { throw 1 }, getPrototypeOf() { throw 2 } })', { name: 'Uncaught' }],
    ['Object.assign(new Error("x"), { name: Symbol() })', { name: 'Error', message: 'x' }],
    ['Object.defineProperty(new Error("x"), "message", { get() { throw 1 } })', { name: 'Error', message: '' }],
    ['new (class Mine extends Error { name = "Mine" })("x")', { name: 'Mine', message: 'x' }],
  ])('%s', (expression, error) => {
    expect(openTestRepl().run(`throw ${expression}`).error).toMatchObject(error)
  })

  test('leaves what was done before in place', () => {
    const repl = openTestRepl()
    repl.run('const a = 1; print("before"); throw new Error("x")')
    expect(repl.run('a').result).toBe('1')
  })
})

describe('rejections that nobody handles', () => {
  test.each([
    ['of a promise that a statement drops', 'async function f() { throw new RangeError("late") }\nf()\nprint("on")'],
    [
      'of a promise in a variable that nobody reads',
      'async function f() { throw new RangeError("late") }\nconst p = f()\nprint("on")',
    ],
  ])('%s fail the block', (_, source) => {
    const { error, stdout } = openTestRepl().run(source)
    expect(stdout).toBe('on\n')
    expect(error).toMatchObject({ name: 'RangeError', message: 'late', line: 1 })
  })

  test('a rejection that is handled does not', () => {
    expect(
      openTestRepl().run('const p = Promise.reject(1); p.catch(() => {}); try { await p } catch {}').error,
    ).toBeUndefined()
  })
})
