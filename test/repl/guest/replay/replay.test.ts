import { describe, expect, test } from 'vitest'
import { openTestRepl, type TestRepl } from '../../in-process.ts'

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5)
const START = { nowMs: NOW_MS, seed: 7 }

/** The echo of one repeatable block, with single quotes taken off. */
function echo(source: string, repl: TestRepl = openTestRepl()): string | undefined {
  const { result, error } = repl.run(source, START)
  expect(error).toBeUndefined()
  return result?.replace(/^'(.*)'$/s, '$1')
}

describe('the clock of a repeatable block', () => {
  test.each([
    ['Date.now', 'Date.now()'],
    ['new Date', 'new Date().getTime()'],
    ['new Date without parentheses', '(new Date).getTime()'],
    ['Reflect.construct', 'Reflect.construct(Date, []).getTime()'],
    ['a subclass', 'class Day extends Date {}; new Day().getTime()'],
    ['the constructor of a date', 'new (new Date(0).constructor)().getTime()'],
    ['Date as a function', 'Date.parse(Date())'],
    ['Intl', 'Date.parse(new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "medium" }).format())'],
    [
      'the parts of Intl',
      'Date.parse(new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "medium" }).formatToParts().map(({ value }) => value).join(""))',
    ],
  ])('is read by %s', (_, source) => {
    expect(echo(source)).toBe(`${NOW_MS}`)
  })

  test('goes on by a millisecond at each reading, however it is read', () => {
    expect(
      echo('[Date.now(), +new Date(), Date.now(), Date.now()].map((ms) => ms - Date.UTC(2026, 0, 2, 3, 4, 5))'),
    ).toBe('[ 0, 1, 2, 3 ]')
  })

  test('starts anew with each block', () => {
    const repl = openTestRepl()
    echo('for (let i = 0; i < 10; i++) Date.now()', repl)
    expect(echo('Date.now()', repl)).toBe(`${NOW_MS}`)
  })

  test('is the real one again in a block that is not repeatable', () => {
    const repl = openTestRepl()
    echo('var read = Date.now', repl)
    const before = Date.now()
    const now = Number(repl.run('read()').result)
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
    expect(Number(repl.run('new Date().getTime()').result)).toBeGreaterThanOrEqual(before)
  })
})

describe('the Date of a repeatable block is the builtin in everything else', () => {
  test.each([
    ['a date is an instance', 'new Date() instanceof Date && new Date(0) instanceof Date', 'true'],
    ['its prototype’s constructor', 'Date.prototype.constructor === Date', 'true'],
    [
      'an instance of a subclass',
      'class Day extends Date { iso() { return this.toISOString() } }; new Day(0).iso()',
      '1970-01-01T00:00:00.000Z',
    ],
    [
      'the class of such an instance',
      'class Day extends Date {}; [new Day() instanceof Day, new Day() instanceof Date].join()',
      'true,true',
    ],
    ['its length and name', '[Date.length, Date.name].join()', '7,Date'],
    ['its own keys', 'Reflect.ownKeys(Date).join()', 'length,name,prototype,now,parse,UTC'],
    ['its methods', '[Date.UTC(2020, 1), Date.parse("1970-01-01")].join()', '1580515200000,0'],
    ['parts', 'new Date(2020, 1, 2, 3).getHours()', '3'],
    ['undefined, which is no time', 'String(new Date(undefined))', 'Invalid Date'],
    ['a date from a date', 'new Date(new Date(5)).getTime()', '5'],
    [
      'clones',
      '[structuredClone(new Date(5)) instanceof Date, structuredClone(new Date(5)).getTime()].join()',
      'true,5',
    ],
    ['the text of a date', 'print(new Date(0), { at: new Date(0) })', undefined],
    ['the text of the class', 'Date', '[Function: Date]'],
    ['its enumerable keys', 'Object.keys(Date).length + Object.keys(Math).length', '0'],
    ['a format that is given a date', 'new Intl.DateTimeFormat("sv").format(new Date(0))', '1970-01-01'],
    ['the function of a format', 'const format = new Intl.DateTimeFormat(); format.format === format.format', 'true'],
  ])('%s', (_, source, expected) => {
    const native = openTestRepl().run(source)
    const replayed = openTestRepl().run(source, START)
    expect(replayed.result?.replaceAll("'", '')).toBe(expected)
    expect({ ...replayed, variables: [] }).toEqual({ ...native, variables: [] })
  })

  test('cannot be built of what is no constructor', () => {
    expect(openTestRepl().run('new Date.now()', START).error?.name).toBe('TypeError')
    expect(openTestRepl().run('new Math.random()', START).error?.name).toBe('TypeError')
  })
})

describe('chance in a repeatable block', () => {
  const DRAWS = 'Array.from({ length: 1000 }, Math.random).join()'

  test('is the same for the same seed, and another for another', () => {
    const draw = (seed: number): string | undefined =>
      openTestRepl({ maxOutputChars: 50_000 }).run(DRAWS, { nowMs: 0, seed }).result
    expect(draw(1)).toBe(draw(1))
    expect(new Set([0, 1, 2, 2 ** 32 - 1].map(draw)).size).toBe(4)
  })

  test('is real again in a block that is not repeatable', () => {
    const repl = openTestRepl()
    const first = echo('Math.random()', repl)
    expect(repl.run('Math.random()').result).not.toBe(repl.run('Math.random()').result)
    expect(echo('Math.random()', repl)).toBe(first)
  })
})

test('a REPL without a repeatable block has the builtins of the engine', () => {
  const source =
    '[Date, Date.now, Math.random].every((f) => Function.prototype.toString.call(f).includes("[native code]"))'
  const repl = openTestRepl()
  expect(repl.run(source).result).toBe('true')
  repl.run('1', START)
  expect(repl.run(source).result).toBe('false')
})

describe('a block that tampers with the clock harms itself alone', () => {
  test.each([
    ['removes it', 'delete globalThis.Date; delete Math.random'],
    ['replaces it', 'globalThis.Date = null; Math.random = () => { throw 1 }'],
    [
      'locks it',
      'Object.freeze(Math); Object.defineProperty(globalThis, "Date", { value: 1, writable: false, configurable: false })',
    ],
    [
      'breaks what it is made of',
      'Reflect.construct = Reflect.ownKeys = Date.prototype.getTime = () => { throw 1 }; Object.defineProperty(Object.prototype, "get", { get() { throw 1 } }); Array.prototype[Symbol.iterator] = () => { throw 1 }; globalThis.Math = null; globalThis.Intl = null',
    ],
  ])('%s', (_, source) => {
    for (const start of [START, undefined]) {
      const repl = openTestRepl()
      repl.run(source, start)
      expect(repl.run('print("still here"); var at = 1; llm_query("p")', START)).toMatchObject({
        stdout: 'still here\n',
        result: "'A(p)'",
        error: undefined,
      })
    }
  })
})

test('a trap that a block has set runs in no block’s name when the clock is replaced', () => {
  const repl = openTestRepl()
  repl.run(
    'var trapped = 0; for (const name of ["Temporal", "Intl", "Date"]) Object.defineProperty(globalThis, name, { get() { trapped += 1 } })',
  )
  repl.run('1', START)
  expect(repl.run('trapped').result).toBe('0')
})

const hasTemporal = 'Temporal' in globalThis
test.runIf(hasTemporal)('Temporal.Now follows the clock', () => {
  const source =
    '[Temporal.Now.instant().epochMilliseconds, Temporal.Now.zonedDateTimeISO("UTC").epochMilliseconds, Temporal.Now.plainDateTimeISO("UTC"), Temporal.Now.plainDateISO("UTC"), Temporal.Now.plainTimeISO("UTC")].join()'
  expect(echo(source)).toBe(`${NOW_MS},${NOW_MS + 1},2026-01-02T03:04:05.002,2026-01-02,03:04:05.004`)
})
