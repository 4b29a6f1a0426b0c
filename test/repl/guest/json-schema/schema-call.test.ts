import { describe, expect, test } from 'vitest'
import { openTestRepl, type TestRepl } from '../../in-process.ts'

const SCHEMA = '{ schema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } }'
const ASKED =
  'p\n\nAnswer with JSON alone, no prose, no fences, that fits this JSON Schema:\n' +
  '{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}'

/** A REPL whose model gives these replies, one after the other; an error is the failure of a call. */
function open(...replies: (string | Error)[]): TestRepl {
  const left = [...replies]
  return openTestRepl({
    model: () => {
      const reply = left.shift() ?? 'no more replies'
      if (reply instanceof Error) throw reply
      return reply
    },
  })
}

/** Each way in which a block can ask for data. */
const WAYS = [
  ['llm_query', `llm_query("p", ${SCHEMA})`],
  ['await llm_query', `await llm_query("p", ${SCHEMA})`],
  ['sub_query', `sub_query("p", ${SCHEMA})`],
  ['sub_llm in Promise.all', `(await Promise.all([sub_llm("p", ${SCHEMA})]))[0]`],
  ['llm_query_async', `await llm_query_async("p", ${SCHEMA})`],
  ['llm_query in a map of one', `["p"].map(x => llm_query(x, ${SCHEMA}))[0]`],
  ['llm_query_batch', `llm_query_batch(["p"], ${SCHEMA})[0]`],
  ['await llm_query_batched', `(await llm_query_batched(["p"], ${SCHEMA}))[0]`],
  ['llm_query_batch_async', `(await llm_query_batch_async(["p"], ${SCHEMA}))[0]`],
] as const

describe.each(WAYS)('%s', (_, call) => {
  test('asks for JSON that fits, and gives the data', () => {
    const repl = open('{"n":5}')
    expect(repl.run(`const { n } = ${call}; n + 1`)).toMatchObject({ result: '6', error: undefined, notes: [] })
    expect(repl.prompts()).toEqual([ASKED])
  })

  test('sends a reply back once, with what is wrong', () => {
    const repl = open('{"n":"5"}', '{"n":5}')
    expect(repl.run(`(${call}).n`)).toMatchObject({ result: '5', error: undefined, notes: [] })
    expect(repl.prompts()).toEqual([
      ASKED,
      `${ASKED}\n\nYour last reply was:\n{"n":"5"}\n\nIt does not fit: \`$.n\` must be of type number (\`type\`); ` +
        'received "5". Answer again, with the corrected JSON alone.',
    ])
  })

  test('fails at its line where the second does not fit either', () => {
    const repl = open('Sorry.', '{}')
    const { error } = repl.run(`const a = 1\nconst b = ${call}`)
    expect(error).toMatchObject({ name: 'Error', line: 2 })
    expect(error?.message).toContain(
      'the reply does not fit `schema`, nor did the one before: `$` must have the property `n` (`required`); received {}.',
    )
    expect(repl.prompts()).toHaveLength(2)
    expect(repl.prompts()[1]).toContain('It does not fit: `$` must be JSON alone (`JSON`); received "Sorry."')
  })

  test('fails with the call itself, without another', () => {
    const repl = open(new Error('no credit'))
    expect(repl.run(call).error?.message).toContain('no credit')
    expect(repl.prompts()).toHaveLength(1)
  })

  test('fails where the second call does', () => {
    expect(open('{}', new Error('no credit')).run(call).error?.message).toContain('no credit')
  })
})

describe('a schema for text', () => {
  const CHOICE = '{ schema: { enum: ["yes", "no"] } }'

  test.each([
    ['{ schema: { type: "string" } }', 'Blue, I think.', 'Blue, I think.'],
    ['{ schema: { type: "string" } }', '"Blue"', 'Blue'],
    ['{ schema: { type: "string" } }', '42', '42'],
    [CHOICE, ' yes\n', 'yes'],
    [CHOICE, '"no"', 'no'],
  ])('%s takes the reply %j', (options, reply, value) => {
    const repl = open(reply)
    expect(repl.run(`llm_query("p", ${options}) === ${JSON.stringify(value)}`)).toMatchObject({ result: 'true' })
    expect(repl.prompts()).toHaveLength(1)
  })

  test('sends back what is none of the texts that it allows', () => {
    const repl = open('perhaps', 'yes')
    expect(repl.run(`llm_query("p", ${CHOICE}) === "yes"`)).toMatchObject({ result: 'true' })
    expect(repl.prompts()).toHaveLength(2)
  })
})

describe('a batch of data', () => {
  test.each(['llm_query_batch', 'await llm_query_batch'])('%s: a slot that does not fit counts as failed', (name) => {
    const repl = open('{"n":1}', 'no', '{"n":3}', 'never')
    const { result, notes, error } = repl.run(`${name}(["a", "b", "c"], ${SCHEMA})`)
    expect(error).toBeUndefined()
    expect(result).toContain(
      "{ n: 1 },\n  '[llm_query failed: the reply does not fit `schema`, nor did the one before:",
    )
    expect(result).toContain('{ n: 3 }')
    expect(notes).toEqual([expect.stringContaining('1 of 3 calls of the batch failed: [1] the reply does not fit')])
  })

  test.each(['llm_query_batch', 'await llm_query_batch'])('%s sends back all that do not fit at once', (name) => {
    const repl = open('no', '{"n":2}', 'no', '{"n":1}', '{"n":3}')
    expect(
      repl.run(`${name}(["a", "b", "c"], ${SCHEMA}).map(({ n }) => n)`.replace(/^await (.*)\.map/, '(await $1).map'))
        .result,
    ).toBe('[ 1, 2, 3 ]')
    expect(repl.prompts().map((prompt) => prompt[0])).toEqual(['a', 'b', 'c', 'a', 'c'])
  })
})

test('calls that are awaited run at once, and what is sent back too', () => {
  const repl = open('no', 'no', 'no', '{"n":1}', '{"n":2}', '{"n":3}')
  const source = `const all = await Promise.all(["a", "b", "c"].map(x => llm_query(x, ${SCHEMA}))); all.map(a => a.n)`
  expect(repl.run(source).result).toBe('[ 1, 2, 3 ]')
  expect(repl.wire.peak).toBe(3)
})

test('a call that is left behind is still sent back before the block ends', () => {
  const repl = open('no', '{"n":1}')
  repl.run(`const p = llm_query_async("p", ${SCHEMA})`)
  expect(repl.run('p.n').result).toBe('1')
})

test('the model and the recursion of a call are those of the next', () => {
  const requests: unknown[] = []
  const repl = openTestRepl({ model: (_, { model, recursive }) => (requests.push({ model, recursive }), 'no') })
  repl.run('llm_query("p", { model: "m", recursive: false, schema: {} })')
  expect(requests).toEqual(Array.from({ length: 2 }, () => ({ model: 'm', recursive: false })))
})

test('a long reply is sent back in part', () => {
  const repl = open('x'.repeat(50_000), '{"n":1}')
  repl.run(`llm_query("p", ${SCHEMA})`)
  expect(repl.prompts()[1]).toMatch(/x… \(40000 more characters\)\n\nIt does not fit/)
})

describe('a block cannot tamper with the check', () => {
  test.each([
    ['JSON', 'JSON.parse = JSON.stringify = () => ({ n: "forged" })'],
    [
      'regular expressions',
      'globalThis.RegExp = null; RegExp_ = /x/.constructor.prototype; RegExp_.exec = () => ["forged"]; RegExp_.test = () => true',
    ],
    [
      'arrays',
      'for (const k of ["sort", "map", "push", "join"]) Array.prototype[k] = () => { throw 1 }; Array.isArray = () => false',
    ],
    [
      'all objects',
      'for (const k of ["n", "type", "required", "$ref", "schema", "again", "reasons", "path"]) Object.defineProperty(Object.prototype, k, { value: "forged", writable: true, configurable: true })',
    ],
    [
      'the indices of arrays',
      'for (const i of [0, 1]) Object.defineProperty(Array.prototype, i, { configurable: true, get() { return "forged" }, set() { throw 1 } })',
    ],
    ['strings', 'for (const k of ["trim", "slice", "indexOf", "lastIndexOf"]) String.prototype[k] = () => "forged"'],
    ['sets', 'Set.prototype.has = () => true; globalThis.Set = null'],
  ])('by way of %s', (_, tampering) => {
    const schema =
      '{ type: "object", properties: { n: { type: "array", uniqueItems: true, items: { type: "string", pattern: "^a" } } }, required: ["n"] }'
    const repl = open('{"n":["b"]}', '```json\n{"n":["a","ab"]}\n```', '{}', '{}')
    repl.run(tampering)
    const { result, error } = repl.run(`const schema = ${schema}; const given = llm_query("p", { schema }); given.n[1]`)
    expect({ result, error }).toEqual({ result: "'ab'", error: undefined })
    expect(repl.prompts()[1]).toContain('`$.n[0]` must match "^a" (`pattern`); received "b"')
    expect(repl.run('llm_query("p", { schema })').error?.message).toContain('must have the property `n`')
  })

  test('by changing the schema while the call is under way', () => {
    const repl = open('{"n":"x"}', '{"n":"x"}')
    const { error } = repl.run(
      `const o = ${SCHEMA}; const p = llm_query_async("p", o); o.schema.required = []; o.schema.properties = {}; await p`,
    )
    expect(error?.message).toContain('`$.n` must be of type number')
  })
})

describe('the key __proto__ is plain data', () => {
  test('in a reply', () => {
    const repl = open('{"__proto__":{"polluted":1},"n":1}')
    expect(
      repl.run(`const d = llm_query("p", ${SCHEMA}); [d.polluted, ({}).polluted, Object.keys(d).length, d.n]`).result,
    ).toBe('[ undefined, undefined, 2, 1 ]')
  })

  test('in a schema', () => {
    const schema = `JSON.parse('{"properties":{"__proto__":{"type":"number"}},"required":["__proto__"]}')`
    const repl = open('{"__proto__":"x"}', '{"__proto__":5}')
    expect(repl.run(`Object.values(llm_query("p", { schema: ${schema} }))`).result).toBe('[ 5 ]')
    expect(repl.prompts()[1]).toContain('`$.__proto__` must be of type number (`type`); received "x"')
    expect(repl.run('({}).type').result).toBeUndefined()
  })
})
