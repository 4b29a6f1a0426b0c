import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openTestRepl, type ScriptedModel, type TestRepl } from '../in-process.ts'
import { propertyRuns } from '../property-runs.ts'

/** The most calls in flight while the blocks run. */
function peakOf(...blocks: string[]): number {
  const repl = openTestRepl({ context: 'a\nb\nc' })
  const errors = blocks.map((source) => repl.run(source).error?.message)
  expect(errors.filter(Boolean)).toEqual([])
  return repl.wire.peak
}

const XS = 'const xs = ["a", "b", "c"];\n'

describe('a model call runs concurrently', () => {
  test.each([
    ['as an element of Promise.all', 'const [a, b] = await Promise.all([llm_query("x"), llm_query("y")])', 2],
    ['with a reaction', 'await Promise.all([llm_query("x").then(r => r), llm_query("y").catch(() => 1)])', 2],
    ['in a branch', 'await Promise.all(xs.map(x => x === "a" ? llm_query(x) : (0, llm_query(x))))', 3],
    ['returned by the callback of map', 'await Promise.all(xs.map((x) => { return llm_query(x) }))', 3],
    ['returned by Array.from', 'await Promise.all(Array.from(xs, x => llm_query(x)))', 3],
    ['in an awaited map', 'await xs.map(x => llm_query(x))', 3],
    ['in for await', 'for await (const r of xs.map(x => llm_query(x))) print(r)', 3],
    ['in a list that is awaited later', 'const ps = xs.map(x => llm_query(x)); await Promise.all(ps)', 3],
    ['pushed on such a list', 'const ps = []; for (const x of xs) ps.push(llm_query(x)); await Promise.all(ps)', 3],
    ['in variables that are awaited later', 'const p = llm_query("x"), q = llm_query("y"); await p; await q', 2],
    ['returned from an async function', 'async function f(x) { return llm_query(x) }; await Promise.all(xs.map(f))', 3],
    ['by every alias', 'await Promise.all([sub_query("x"), sub_llm("y"), rlm_query("q", "c")])', 3],
  ])('%s', (_, code, peak) => {
    expect(peakOf(XS + code)).toBe(peak)
  })

  test('through a plain function that returns it, from an earlier block too', () => {
    expect(peakOf('const ask = (x) => llm_query(x)', 'await Promise.all(["a", "b"].map(x => ask(x)))')).toBe(2)
  })

  test('in a callback that would have to wait, where nothing else can notice', () => {
    expect(peakOf(`${XS}await Promise.all(xs.map(x => ({ x, answer: llm_query(x) })))`)).toBe(3)
  })

  test('in a map whose strings are used at once, as one batch', () => {
    const repl = openTestRepl()
    expect(repl.run('["a", "b"].map(x => llm_query(x)).join()').result).toBe("'A(a),A(b)'")
    expect(repl.wire.peak).toBe(2)
  })
})

describe('a model call blocks and gives a string', () => {
  test.each([
    ['where its value is used', 'for (const x of xs) print(llm_query(x).length)'],
    ['where a later call depends on it', 'let s = ""; for (const x of xs) s = llm_query(s + x)'],
    [
      'in a callback with side effects',
      'let n = 0; await Promise.all(xs.map(x => { n += llm_query(x).length; return n }))',
    ],
    [
      'in a list that is also read as strings',
      'const ps = xs.map(x => { print(x); return llm_query(x) }); print(ps[0].length)',
    ],
    ['in circles of variables that are read', 'let p = llm_query("x"); let q = p; p = q; await q; p.length'],
    ['behind a parameter of the same name', 'const f = (llm_query) => llm_query("x"); f(x => x)'],
  ])('%s', (_, code) => {
    expect(peakOf(XS + code)).toBeLessThanOrEqual(1)
  })

  test('in a try whose catch would miss its failure', () => {
    const model: ScriptedModel = () => {
      throw new Error('down')
    }
    const repl = openTestRepl({ model })
    const { result } = repl.run('let p; try { p = llm_query("x") } catch { p = "caught" }\nawait p')
    expect(result).toBe("'caught'")
  })
})

test('return inside try is awaited there', () => {
  const repl = openTestRepl({
    model: () => {
      throw new Error('down')
    },
  })
  const { result } = repl.run(
    'async function f() { try { return llm_query("x") } catch { return "caught" } }\nawait f()',
  )
  expect(result).toBe("'caught'")
})

describe('forgotten awaits', () => {
  test.each([
    ['in a template', 'async function ask() { return llm_query("x") }\n`${ask()}`'],
    ['in a concatenation', 'async function ask() { return llm_query("x") }\n"" + ask()'],
    ['in a list that is joined', 'const rs = ["x"].map(async x => llm_query(x));\nrs.join()'],
  ])('are put in %s', (_, code) => {
    expect(openTestRepl().run(code).result).toBe("'A(x)'")
  })

  test('a promise that is handled as one is left alone', () => {
    const repl = openTestRepl()
    expect(
      repl.run('async function ask() { return 1 }\nconst p = ask(); print(p instanceof Promise); await p').stdout,
    ).toBe('true\n')
  })
})

/** Programs whose value must not depend on how their calls are made. */
const programs = (() => {
  const prompt = fc.constantFrom('"p"', '"q"', '"FAIL"', 'String(n)')
  const { value } = fc.letrec<{ value: string; plain: string }>((tie) => ({
    plain: fc.oneof(
      { maxDepth: 3 },
      prompt.map((text) => `llm_query(${text})`),
      prompt.map((text) => `ask(${text})`),
      tie('plain').map((inner) => `(${inner} + "!")`),
      tie('plain').map((inner) => `(() => ${inner})()`),
      tie('plain').map((inner) => `xs.map(x => ${inner} + x).join("|")`),
      tie('plain').map((inner) => `xs.map(x => ${inner}).join("|")`),
      fc.tuple(tie('plain'), tie('plain')).map(([a, b]) => `(n % 2 ? ${a} : ${b})`),
      tie('plain').map((inner) => `(() => { try { return ${inner} } catch (e) { return "caught " + e.message } })()`),
      tie('plain').map((inner) => `(() => { n += 1; const v = ${inner}; return v + n })()`),
    ),
    value: fc.oneof(
      { maxDepth: 3 },
      tie('plain'),
      tie('value').map((inner) => `await (${inner})`),
      tie('plain').map((inner) => `(await Promise.all(xs.map(x => ${inner}))).join("|")`),
      tie('plain').map((inner) => `(await xs.map(x => ${inner})).join("|")`),
      tie('value').map((inner) => `(await Promise.all(xs.map(async x => ${inner}))).join("|")`),
      tie('value').map((inner) => `(await (async () => { const v = ${inner}; return v })())`),
      tie('value').map((inner) => `(await (async () => { try { return ${inner} } catch (e) { return "caught" } })())`),
      tie('plain').map(
        (inner) =>
          `(await (async () => { const ps = []; for (const x of xs) ps.push(${inner}); return Promise.all(ps) })()).join("|")`,
      ),
      tie('plain').map((inner) => `(await (async () => { const p = ${inner}; return await p })())`),
    ),
  }))
  return fc.array(value, { minLength: 1, maxLength: 3 })
})()

const { numRuns, timeoutMs } = propertyRuns(0.5)

test('no value depends on whether calls run concurrently', { timeout: timeoutMs }, () => {
  const model: ScriptedModel = (text) => {
    if (text.includes('FAIL')) throw new Error('down')
    return `<${text}>`
  }
  const evaluate = (repl: TestRepl, source: string): unknown => {
    const { result, error } = repl.run(source)
    return { result, error: error?.message }
  }
  // Every program declares all that it uses: none can see another in the same REPL.
  const concurrent = openTestRepl({ model })
  const blocking = openTestRepl({ model })
  fc.assert(
    fc.property(programs, (values) => {
      const lines = ['let n = 1', 'const xs = ["a", "b"]', 'const ask = (x) => llm_query(x)']
      const body = values.map(
        (value, index) => `let r${index}; try { r${index} = ${value} } catch (e) { r${index} = "E " + e.message }`,
      )
      const source = [...lines, ...body, `[${values.map((_, index) => `r${index}`).join()}].join("\\n") + n`].join('\n')
      // Called through a sequence, a model call is none that the rule knows: it blocks.
      const sequential = source.replaceAll('llm_query(', '(0, llm_query)(')
      expect(evaluate(concurrent, source)).toEqual(evaluate(blocking, sequential))
    }),
    { numRuns },
  )
  expect(concurrent.wire.peak).toBeGreaterThan(1)
  expect(blocking.wire.peak).toBe(1)
})
