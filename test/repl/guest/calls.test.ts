import { describe, expect, test } from 'vitest'
import type { SubCallRequest } from '../../../src/sandbox/sandbox.ts'
import { openTestRepl, type TestRepl } from '../in-process.ts'

/** A REPL whose model fails for prompts with FAIL, and the requests that it gets. */
function open(): TestRepl & { requests: SubCallRequest[] } {
  const requests: SubCallRequest[] = []
  const repl = openTestRepl({
    model: (prompt, request) => {
      requests.push(request)
      if (prompt.includes('FAIL')) throw new Error(`no ${prompt}`)
      return `A(${prompt})`
    },
  })
  return { ...repl, requests }
}

describe('what is sent', () => {
  test.each([
    ['llm_query("p")', { kind: 'llm', prompt: 'p' }],
    ['llm_query("p", { model: "m", recursive: false })', { kind: 'llm', prompt: 'p', model: 'm', recursive: false }],
    ['sub_llm({ a: 1 })', { kind: 'llm', prompt: '{"a":1}' }],
    ['llm_query(5)', { kind: 'llm', prompt: '5' }],
    ['rlm_query("q", "text")', { kind: 'rlm', prompt: 'q', context: { kind: 'text', text: 'text' } }],
    ['rlm_query("q", { a: [1] })', { kind: 'rlm', prompt: 'q', context: { kind: 'json', text: '{"a":[1]}' } }],
    ['rlm_query("q", "")', { kind: 'rlm', prompt: 'q', context: { kind: 'text', text: '' } }],
    ['rlm_query("q")', { kind: 'rlm', prompt: 'q', context: undefined }],
    [
      'rlm_query_batch([{ query: "q", context: 1 }])',
      { kind: 'rlm', prompt: 'q', context: { kind: 'json', text: '1' } },
    ],
  ])('by %s', (source, request) => {
    const repl = open()
    expect(repl.run(source).error).toBeUndefined()
    expect(repl.requests).toEqual([{ model: undefined, recursive: undefined, context: undefined, ...request }])
  })

  test('as a callback of map, without taking the index for options', () => {
    expect(open().run('await Promise.all(["a", "b"].map(llm_query))').result).toBe("[ 'A(a)', 'A(b)' ]")
    expect(open().run('["a", "b"].map(llm_query)').result).toBe("[ 'A(a)', 'A(b)' ]")
  })
})

describe('misuse is a TypeError that says what to do', () => {
  test.each([
    ['llm_query()', /needs a prompt; received undefined/],
    ['llm_query(["a"])', /llm_query_batch/],
    ['llm_query(Promise.resolve("a"))', /Await it first/],
    ['llm_query("a", { temperature: 1 })', /received `temperature`/],
    ['llm_query("a", "gpt")', /options as an object/],
    ['llm_query("a", { model: 5 })', /`model` must be a string/],
    ['llm_query_batch("a")', /needs an array/],
    ['llm_query_batch([null])', /received null/],
    ['rlm_query("q", () => 1)', /JSON-like/],
    ['const c = {}; c.c = c; rlm_query("q", c)', /JSON-like/],
    ['await llm_query_async()', /needs a prompt/],
  ])('%s', (source, message) => {
    const { error } = open().run(source)
    expect(error?.name).toBe('TypeError')
    expect(error?.message).toMatch(message)
    expect(error?.line).toBe(1)
  })
})

describe('a batch', () => {
  test('gives its results in order, and every slot is posted before one is waited for', () => {
    const repl = open()
    expect(repl.run('llm_query_batch(["a", "b", "c"]).join()').result).toBe("'A(a),A(b),A(c)'")
    expect(repl.wire.peak).toBe(3)
  })

  test.each(['llm_query_batch', 'await llm_query_batch', 'await llm_query_batch_async', 'rlm_query_batch'])(
    '%s keeps a failed slot in its place, and a note names it',
    (name) => {
      const kind = name.includes('rlm') ? 'rlm_query' : 'llm_query'
      const { result, notes, error } = open().run(`${name}(["a", "FAIL", "b"])`)
      expect(error).toBeUndefined()
      expect(result).toBe(`[ 'A(a)', '[${kind} failed: no FAIL]', 'A(b)' ]`)
      expect(notes).toEqual(['1 of 3 calls of the batch failed: [1] no FAIL'])
    },
  )

  test.each(['llm_query_batch', 'await llm_query_batch'])('%s throws where all have failed', (name) => {
    const { error } = open().run(`\n${name}(["FAIL 1", "FAIL 2"])`)
    expect(error).toMatchObject({ message: 'all 2 calls of the batch failed: [0] no FAIL 1', line: 2 })
  })

  test('of one prompt fails with it', () => {
    const { error } = open().run('llm_query_batch(["FAIL"])')
    expect(error?.message).toBe('the only call of the batch failed: [0] no FAIL')
  })

  test('of nothing is nothing', () => {
    expect(
      open().run('[llm_query_batch([]), await llm_query_batch([]), await rlm_query_batch_async?.([])]').error?.name,
    ).toBe('ReferenceError')
    expect(open().run('[llm_query_batch([]), await llm_query_batch([])]').result).toBe('[ [], [] ]')
  })

  test('takes anything that can be iterated', () => {
    expect(open().run('llm_query_batch(new Set(["a", "b"])).length').result).toBe('2')
  })
})

describe('budget()', () => {
  const BUDGET = '{"calls":{"left":3},"costUsd":null}'

  function openWithBudget(text = BUDGET): TestRepl {
    return openTestRepl({ model: (prompt, { kind }) => (kind === 'budget' ? text : `A(${prompt})`) })
  }

  test('asks the host, and names no prompt, model or context', () => {
    const requests: SubCallRequest[] = []
    const repl = openTestRepl({ model: (_, request) => (requests.push(request), BUDGET) })
    expect(repl.run('budget().calls.left').result).toBe('3')
    expect(requests).toEqual([
      { kind: 'budget', prompt: '', model: undefined, recursive: undefined, context: undefined },
    ])
  })

  test.each(['budget()', 'await budget()', 'const { ...b } = budget(); b', '(await Promise.all([budget()]))[0]'])(
    '%s is a plain object',
    (source) => {
      expect(openWithBudget().run(source)).toMatchObject({
        result: '{ calls: { left: 3 }, costUsd: null }',
        error: undefined,
        notes: [],
      })
    },
  )

  test('is no promise, also where the call rule makes promises of model calls', () => {
    const source =
      'const f = async () => budget(); const bs = [1, 2].map(() => budget()); [bs[1].calls.left, await f()]'
    const repl = openWithBudget()
    expect(repl.run(source).result).toBe('[ 3, { calls: { left: 3 }, costUsd: null } ]')
    expect(repl.wire.peak).toBe(1)
  })

  test('leaves model calls that are under way alone', () => {
    const source = 'const p = llm_query_async("a"); const { left } = budget().calls; [left, await p]'
    expect(openWithBudget().run(source)).toMatchObject({ result: "[ 3, 'A(a)' ]", notes: [] })
  })

  test('is read with the JSON that no block has patched', () => {
    expect(openWithBudget().run('JSON.parse = () => ({ calls: { left: 99 } }); budget().calls.left').result).toBe('3')
  })

  test.each(['no JSON', '5', 'null'])('fails at its line where the host says %j', (text) => {
    const { error } = openWithBudget(text).run('const a = 1\nbudget()')
    expect(error).toMatchObject({ name: 'Error', line: 2, message: expect.stringContaining('budget()') as string })
  })

  test('may be shadowed, for one block', () => {
    const repl = openWithBudget()
    expect(repl.run('const budget = 5; budget').result).toBe('5')
    expect(repl.run('budget().calls.left').result).toBe('3')
  })
})

describe('a failure', () => {
  test.each([
    ['blocking', 'const a = 1\nllm_query("FAIL")'],
    ['awaited', 'const a = 1\nawait llm_query("FAIL")'],
    ['in a function', 'const a = 1\nconst ask = (x) => llm_query(x)\nask("FAIL")'],
  ])('%s points at the call', (_, source) => {
    const { error } = open().run(source)
    expect(error).toMatchObject({ name: 'Error', message: 'no FAIL' })
    expect(error?.line).toBeGreaterThan(1)
  })

  test('can be caught', () => {
    expect(open().run('let m; try { llm_query("FAIL") } catch (e) { m = e.message }\nm').result).toBe("'no FAIL'")
  })
})

test('promises that variables hold become their values at the end of the block', () => {
  const repl = open()
  repl.run('const p = llm_query_async("a"); const ps = ["b", "c"].map(x => llm_query_async(x)); let q; q = p')
  expect(repl.run('[p, q, ps.join()]').result).toBe("[ 'A(a)', 'A(a)', 'A(b),A(c)' ]")
})
