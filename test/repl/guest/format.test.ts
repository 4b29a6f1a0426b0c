import { inspect } from 'node:util'
import vm from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../in-process.ts'
import { propertyRuns } from '../property-runs.ts'

function printed(expression: string): string {
  const { stdout, error } = openTestRepl().run(`print(${expression}, 0)`)
  expect(error).toBeUndefined()
  return stdout.slice(0, -3)
}

describe('values are shown as Node shows them', () => {
  test.each([
    '[1, "a", null, undefined, true, -0, 10n, Symbol("s")]',
    '{ a: 1, "b-c": [2] }',
    '["it\'s", \'say "no"\', `it\'s "both"`, "line\\nbreak"]',
    'new Map([["a", { b: 1 }]])',
    'new Set([1, "2"])',
    'new Date(0)',
    '/a+/gi',
    'new Uint8Array([1, 2])',
    'function named() {}',
    'async () => {}',
    'class Foo {}',
    'Object.create(null)',
    'new (class Point { x = 1 })()',
    '{ get a() { return 1 }, set a(v) {}, get b() { return 1 }, set c(v) {} }',
    '/a(?<n>b)/.exec("ab")',
    '{ a: { b: { c: { d: { e: { f: 1 } } } } } }',
    'Array.from({ length: 30 }, (_, i) => i * i)',
    'Array.from({ length: 30 }, (_, i) => ({ i }))',
    'new Set("the quick brown fox jumps over the lazy dog again and again".split(" "))',
    '[...Array(40).fill(-1.5), NaN, Infinity, 1n]',
  ])('%s', (expression) => {
    const value: unknown = vm.runInThisContext(`(${expression})`)
    const squash = (text: string): string => text.replace(/\s+/g, ' ')
    expect(squash(printed(expression))).toBe(squash(inspect(value, { depth: 4 })))
  })
})

describe('what is too much is shortened', () => {
  test.each([
    ['long arrays', 'Array.from({ length: 1000 }, (_, i) => i)', /99,? … 900 more items|99,\s+… 900 more items/],
    [
      'objects of many keys',
      'Object.fromEntries(Array.from({ length: 300 }, (_, i) => ["k" + i, i]))',
      /… 200 more properties/,
    ],
    ['long strings inside of objects', '["x".repeat(50_000)]', /… 40000 more characters/],
    ['deep objects', '{ a: { a: { a: { a: { a: { a: 1 } } } } } }', /\[Object\]/],
  ])('%s', (_, expression, pattern) => {
    expect(printed(expression)).toMatch(pattern)
  })

  test('breadth times depth does not explode', () => {
    const wide =
      'const wide = (n) => n === 0 ? 1 : Array.from({ length: 100 }, () => wide(n - 1)); const w = wide(3); const ww = Array(100).fill(Array(100).fill(w));'
    const { stdout } = openTestRepl({ maxOutputChars: 1e9 }).run(`${wide} print(ww)`)
    expect(stdout.length).toBeLessThan(1_000_000)
  })

  test('huge arrays of any kind take no time', () => {
    const { error } = openTestRepl().run('print(new Uint8Array(5e7), new Array(1e9), new Set(Array(1000).keys()))')
    expect(error).toBeUndefined()
  })
})

describe('long lists are packed into rows', () => {
  const rowsOf = (expression: string): string[] => printed(expression).split('\n').slice(1, -1)

  test('numbers to the right, the remainder on a line of its own', () => {
    const rows = rowsOf('Array.from({ length: 1e5 }, (_, i) => i)')
    expect(rows).toHaveLength(7)
    expect(rows[0]).toBe('   0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17, 18,')
    expect(rows.at(-1)).toBe('  … 99900 more items')
  })

  test('everything else to the left', () => {
    expect(rowsOf('Array.from({ length: 26 }, (_, i) => "x".repeat(i % 5))')[0]).toBe(
      "  '',     'x',    'xx',   'xxx',  'xxxx', '',     'x',    'xx',   'xxx',",
    )
  })

  test.each([
    ['of very different lengths', 'Array.from({ length: 9 }, (_, i) => "x".repeat(i ** 2))', 9],
    ['too long for three columns', 'Array(7).fill("x".repeat(30))', 7],
    ['few', 'Array(6).fill("x".repeat(15))', 6],
    ['of several lines', 'Array(7).fill(Object.assign(new Error(), { stack: "a\\nb" }))', 14],
  ])('but not entries that are %s', (_, expression, count) => {
    expect(rowsOf(expression)).toHaveLength(count)
  })

  test('within the width, however deep', () => {
    const text = printed('{ a: { b: { c: new Uint16Array(90).fill(40_000) } } }')
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80)
    expect(text.split('\n').length).toBeLessThan(20)
  })
})

describe('no code of a value runs', () => {
  test.each([
    ['getters', '{ get a() { print("ran") } }', '{ a: [Getter] }'],
    [
      'traps',
      'new Proxy({}, { get() { print("ran") }, ownKeys() { print("ran"); return [] }, getPrototypeOf() { print("ran"); return null } })',
      '[Proxy]',
    ],
    [
      'traps of a prototype',
      'Object.create(new Proxy({}, { get() { print("ran") }, getPrototypeOf() { print("ran"); return null }, getOwnPropertyDescriptor() { print("ran") } }))',
      '{}',
    ],
    [
      'inspect hooks',
      '{ [Symbol.for("nodejs.util.inspect.custom")]() { print("ran") } }',
      '{\n  [Symbol(nodejs.util.inspect.custom)]: [Function: [nodejs.util.inspect.custom]]\n}',
    ],
    [
      'a class of its own making',
      'new (class extends Map { get size() { print("ran") } entries() { print("ran") } })([[1, 2]])',
      'Map(1) { 1 => 2 }',
    ],
    ['a toStringTag', '{ get [Symbol.toStringTag]() { print("ran") } }', '{ [Symbol(Symbol.toStringTag)]: [Getter] }'],
  ])('%s', (_, expression, shown) => {
    const text = printed(`(${expression})`)
    expect(text).not.toContain('ran')
    expect(text).toBe(shown)
  })

  test('circles are named', () => {
    expect(openTestRepl().run('const a = { b: {} }; a.b.a = a; a').result).toBe('{ b: { a: [Circular] } }')
  })
})

/** Expressions for values that try to break a formatter. */
const hostile = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      '1',
      '"text"',
      'Symbol()',
      '10n',
      'null',
      'undefined',
      'NaN',
      '[, 1]',
      'new Date(NaN)',
      'Promise.reject(1).catch(() => {}) && Promise.resolve()',
      'new Proxy(function () {}, {})',
      'Proxy.revocable({}, {}).proxy',
      '(() => { const r = Proxy.revocable([], {}); r.revoke(); return r.proxy })()',
      'Object.assign(Object.create(null), { a: 1 })',
      'Object.setPrototypeOf([], null)',
      'Object.setPrototypeOf(new Map(), null)',
      'Object.defineProperty([], "length", { writable: false })',
      'Object.create(RegExp.prototype)',
      'Object.create(Promise.prototype)',
      'Object.create(Error.prototype)',
      'RegExp.prototype',
      'Map.prototype',
      'globalThis.Error.prototype',
      '(function () { return arguments })(1)',
      'new Error("e", { cause: new Error("c") })',
      'Object.defineProperty(new Error(), "stack", { get() { throw 1 } })',
      'new (class A extends Error { get name() { throw 1 } })()',
      'Object(Symbol())',
      'Object("s")',
      'new ArrayBuffer(8)',
      'new WeakMap()',
      '(function* () {})()',
      'Object.create({ get constructor() { throw 1 } })',
      'Object.create({ constructor: { name: { toString() { throw 1 } } } })',
    ),
    tie('value').map((inner) => `[${inner}]`),
    tie('value').map((inner) => `{ a: ${inner}, ["x y"]: 1 }`),
    tie('value').map((inner) => `new Map([[${inner}, ${inner}]])`),
    tie('value').map((inner) => `new Set([${inner}])`),
    tie('value').map((inner) => `{ get [Symbol.toStringTag]() { throw ${inner} } }`),
    tie('value').map((inner) => `new Proxy([${inner}], { get() { throw 1 } })`),
    tie('value').map((inner) => `(() => { const o = { v: ${inner} }; o.self = o; return o })()`),
    tie('value').map((inner) => `Object.defineProperty({ v: ${inner} }, "hidden", { value: 1 })`),
  ),
})).value

const { numRuns, timeoutMs } = propertyRuns(0.2)

test('formatting never throws and never hangs, whatever the value', { timeout: timeoutMs }, () => {
  const repl = openTestRepl()
  fc.assert(
    fc.property(hostile, (expression) => {
      const { stdout, error } = repl.run(`const v = ${expression}; print(v); console.log("%o %s %d %j", v)`)
      expect(error?.message ?? '').not.toMatch(/unprintable|stack/)
      expect(stdout).not.toBe('')
    }),
    { numRuns },
  )
})

test('a value that cannot be looked into does not keep a block from ending', () => {
  const { error } = openTestRepl().run('const v = new Proxy([], { get(_, key) { if (key === "length") throw 1 } }); v')
  expect(error).toBeUndefined()
})
