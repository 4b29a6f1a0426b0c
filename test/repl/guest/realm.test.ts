import { describe, expect, test } from 'vitest'
import { openTestRepl, type TestRepl } from '../in-process.ts'

/** What a block shows that uses a little of everything. */
function probe(repl: TestRepl): object {
  const { stdout, final, error, variables } = repl.run(
    'var probe = [1, { a: "b" }]; print("ok", llm_query("ping"), llm_query_batch(["x", "y"])[1]); FINAL("fin")',
  )
  return { stdout, final, error, probe: variables.find((line) => line.startsWith('probe')) }
}

const UNHARMED = {
  stdout: 'ok A(ping) A(y)\n',
  final: 'fin',
  error: undefined,
  probe: "probe: array (2 items) = [ 1, { a: 'b' } ]",
}

const NAMES =
  "['get','set','value','writable','enumerable','configurable','toJSON','then','ok','text','id','state','left','limits','name','message','stack','async','posted','open','entries','done']"

describe('a block that tampers with the builtins harms itself alone', () => {
  test.each([
    ['JSON', 'JSON.stringify = JSON.parse = () => "forged"; globalThis.JSON = null'],
    [
      'the prototype of all objects',
      `for (const k of ${NAMES}) Object.defineProperty(Object.prototype, k, { configurable: true, get() { return undefined }, set() { throw 1 } })`,
    ],
    [
      'the indices of arrays',
      'for (const i of [0, 1, 2, 3]) Object.defineProperty(Array.prototype, i, { configurable: true, get() {}, set() { throw 1 } })',
    ],
    [
      'Reflect and Object',
      'for (const o of [Reflect, Object]) for (const k of Object.getOwnPropertyNames(o)) if (typeof o[k] === "function" && k !== "prototype") o[k] = () => { throw new Error("forged") }',
    ],
    [
      'maps and sets',
      'for (const C of [Map, Set, WeakMap, WeakSet]) for (const k of Object.getOwnPropertyNames(C.prototype)) try { C.prototype[k] = () => undefined } catch {}',
    ],
    [
      'strings',
      'for (const k of ["slice", "split", "indexOf", "repeat", "trim"]) String.prototype[k] = () => { throw 1 }; String.prototype[Symbol.split] = () => { throw 1 }',
    ],
    [
      'promises',
      'for (const k of ["then", "catch", "finally"]) Promise.prototype[k] = () => { throw 1 }; Object.defineProperty(Promise.prototype, "constructor", { get() { throw 1 } })',
    ],
    [
      'iterators',
      'Object.getPrototypeOf([][Symbol.iterator]()).next = () => { throw 1 }; Array.prototype[Symbol.iterator] = () => { throw 1 }',
    ],
    [
      'regular expressions',
      'RegExp.prototype.exec = () => null; Object.defineProperty(RegExp.prototype, "flags", { get() { throw 1 } })',
    ],
    [
      'functions',
      'for (const k of ["call", "apply", "bind"]) Function.prototype[k] = () => { throw 1 }; Object.defineProperty(Function.prototype, Symbol.hasInstance, { value: () => { throw 1 } })',
    ],
    [
      'errors',
      'try { Error.prepareStackTrace = () => { throw 1 } } catch {} globalThis.Error = null; Error.prototype.toString = () => { throw 1 }',
    ],
    [
      'the names of the REPL',
      'for (const k of ["print", "llm_query", "llm_query_batch", "FINAL"]) { globalThis[k] = () => "forged"; try { Object.defineProperty(globalThis, k, { value: 1 }) } catch {} delete globalThis[k] }',
    ],
    [
      'the runtime of the blocks',
      'try { rlm$.block = 1 } catch {} try { rlm$ = 1 } catch {} delete globalThis.rlm$; try { rlm$.block(() => { throw 1 }) } catch {}',
    ],
    [
      'the prototype of the global object',
      'try { Object.setPrototypeOf(globalThis, new Proxy({}, { get() {}, has(_, k) { return k !== "print" } })) } catch {}',
    ],
  ])('%s', (_, source) => {
    const repl = openTestRepl()
    repl.run(source)
    // A prototype cannot be mended by the REPL; what the block took from itself it may give back.
    repl.run(
      'for (const k of Object.getOwnPropertyNames(Object.prototype)) if (k === "then") delete Object.prototype[k]',
    )
    expect(probe(repl)).toEqual(UNHARMED)
  })
})

describe('the realm', () => {
  test.each(['process', 'Buffer', 'fetch', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'setInterval', 'module'])(
    'has no %s',
    (name) => {
      expect(openTestRepl().run(`typeof ${name}`).result).toBe("'undefined'")
    },
  )

  test.each(['eval("1")', 'new Function("return 1")()', '(() => {}).constructor("return 1")()'])(
    'compiles no code: %s',
    (source) => {
      expect(openTestRepl().run(source).error?.name).toBe('EvalError')
    },
  )

  test.each(['import("node:fs")', 'await import("./x.js")', 'require("fs")'])('has no modules: %s', (source) => {
    const { error } = openTestRepl().run(`const notes = 1\n${source}`)
    expect(error?.message).toMatch(/There is no module .*`context`.*Variables: notes\./)
    expect(error?.line).toBe(2)
  })

  test('shows blocks no function of another realm', () => {
    const source = `
      const foreign = []
      const seen = new Set()
      const walk = (value, path) => {
        if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return
        seen.add(value)
        let top = value
        while (Object.getPrototypeOf(top) !== null) top = Object.getPrototypeOf(top)
        if (top !== Object.prototype && top !== value) foreign.push(path)
        walk(Object.getPrototypeOf(value), path + '.__proto__')
        for (const key of Reflect.ownKeys(value)) {
          const descriptor = Object.getOwnPropertyDescriptor(value, key)
          for (const part of ['value', 'get', 'set']) walk(descriptor[part], path + '.' + String(key))
        }
      }
      walk(globalThis, 'globalThis')
      for (const attempt of [() => llm_query(), () => llm_query(Symbol()), () => FINAL(), () => new llm_query('x'), () => require('fs'), () => setTimeout(1)]) {
        try { attempt() } catch (error) { walk(error, 'error') }
      }
      foreign.join()`
    expect(openTestRepl().run(source).result).toBe("''")
  })

  test('keeps its functions strict, so that none tells its caller', () => {
    expect(openTestRepl().run('Object.getOwnPropertyNames(print).includes("caller")').result).toBe('false')
  })

  test('survives the end of the stack', () => {
    const repl = openTestRepl()
    repl.run(
      'function deep() { try { deep() } catch { print("x"); try { llm_query("y") } catch {} } }\ntry { deep() } catch {}',
    )
    expect(probe(repl)).toEqual(UNHARMED)
  })
})

describe('stand-ins', () => {
  test.each([
    [
      'structuredClone copies data with its cycles',
      'const a = { d: new Date(0), m: new Map([[1, new Set([2])]]), t: new Uint8Array([1]) }; a.a = a; const b = structuredClone(a); [b !== a, b.a === b, b.m.get(1).has(2), b.t[0], b.d.getTime()]',
      '[ true, true, true, 1, 0 ]',
    ],
    ['util.inspect shows a value', 'require("node:util").inspect(new Map())', "'Map(0) {}'"],
    ['util can be imported', 'import { format } from "util"; format("%s-%d%%", "a", 5, "rest")', "'a-5% rest'"],
    [
      'queueMicrotask runs before the block goes on',
      'const log = []; queueMicrotask(() => log.push(1)); await null; await null; log',
      '[ 1 ]',
    ],
  ])('%s', (_, source, result) => {
    expect(openTestRepl().run(source)).toMatchObject({ result, error: undefined })
  })

  test('structuredClone refuses functions', () => {
    expect(openTestRepl().run('structuredClone({ f() {} })').error?.message).toBe(
      'structuredClone cannot copy a function.',
    )
  })

  test('console writes to the output, and counts and times in silence', () => {
    const { stdout } = openTestRepl().run(
      'console.log("%s is %i%%", "n", 5.0, { a: 1 }); console.error("e"); console.time(); console.assert(1); console.assert(0, "why"); console.log("%d")',
    )
    expect(stdout).toBe('n is 5% { a: 1 }\ne\nAssertion failed: why\n%d\n')
  })
})
