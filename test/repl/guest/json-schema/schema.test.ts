import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../../in-process.ts'

describe('what is no schema is a TypeError that shows how one is written, before anything is sent', () => {
  const deep = '[...Array(300)].reduce((s) => ({ items: s }), {})'

  test.each([
    ['"list[str]"', /an object; received a text/],
    ['["name"]', /an object; received an array/],
    ['null', /an object; received null/],
    ['() => true', /an object; received a function/],
    ['5', /an object; received a number/],
    ['{ type: "object", parse() {}, _def: {} }', /`parse` is a function/],
    ['{ properties: { a: String } }', /`a` is a function/],
    ['Promise.resolve({})', /received a promise. Await it first/],
    ['(() => { const s = {}; s.items = s; return s })()', /goes in circles/],
    ['{ name: "str", tags: "list[str]" }', /`\$` must be a schema with keywords.*received \{"name":"str"/],
    ['{ properties: { a: { b: { type: "string" } } } }', /`\$.properties.a` must be a schema with keywords/],
    ['{ properties: { a: "string" } }', /`\$.properties.a` must be a schema, which is an object; received "string"/],
    ['{ type: "str" }', /`\$.type` must be one of string, number, integer, boolean, null, array, object.*"str"/],
    ['{ type: ["string", "None"] }', /received "None"/],
    ['{ properties: { a: { type: "string", required: true } } }', /`\$.properties.a.required` must be a list of names/],
    ['{ properties: ["a"] }', /`\$.properties` must be an object of schemas/],
    ['{ anyOf: { type: "string" } }', /`\$.anyOf` must be a list of schemas/],
    ['{ enum: "a|b" }', /`\$.enum` must be a list of values/],
    ['{ minimum: "0" }', /`\$.minimum` must be a number/],
    ['{ exclusiveMinimum: true }', /`\$.exclusiveMinimum` must be a number/],
    ['{ pattern: "(" }', /`\$.pattern` must be a regular expression/],
    ['{ patternProperties: { "(": {} } }', /must be a regular expression/],
    ['{ $ref: "#/$defs/row" }', /`\$.\$ref` must be a place in this schema.*received "#\/\$defs\/row"/],
    ['{ $ref: "https://example.com/row.json" }', /must be a place in this schema/],
    ['{ $ref: "#/__proto__" }', /must be a place in this schema/],
    ['{ minimum: 0 / 0 }', /`minimum` is NaN/],
    [deep, /nested more than 100 levels deep/],
  ])('%s', (schema, message) => {
    const repl = openTestRepl()
    const { error } = repl.run(`llm_query("p", { schema: ${schema} })`)
    expect(error).toMatchObject({ name: 'TypeError', line: 1 })
    expect(error?.message).toMatch(message)
    expect(error?.message).toContain("{ schema: { type: 'object', properties:")
    expect(repl.prompts()).toEqual([])
  })

  test('a schema of more than 20,000 characters', () => {
    const { error } = openTestRepl().run('llm_query("p", { schema: { description: "x".repeat(20_000) } })')
    expect(error).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining('at most 20000 characters; received 20018') as string,
    })
  })

  test('a schema in place of the options', () => {
    const { error } = openTestRepl().run('llm_query("p", { type: "object", properties: {} })')
    expect(error?.message).toContain('received `type`. Pass a JSON Schema as in { schema: { … } }.')
  })
})

test('is read once, so that a getter gives one schema for the prompt and for the check', () => {
  const repl = openTestRepl({ model: () => '5' })
  const source = 'let n = 0; const schema = { get type() { n += 1; return n === 1 ? "number" : "string" } }'
  expect(repl.run(`${source}\nllm_query("p", { schema }) + n`)).toMatchObject({ result: '6', error: undefined })
})

test('may not be set', () => {
  expect(openTestRepl().run('llm_query("p", { schema: undefined })').result).toBe("'A(p)'")
})
