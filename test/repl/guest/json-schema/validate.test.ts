import { describe, expect, test } from 'vitest'
import { openTestRepl } from '../../in-process.ts'

/** What a schema makes of a reply: its value, or the message of the failure. */
function verdict(schema: unknown, reply: unknown): { value?: unknown; message?: string | undefined } {
  return verdictOn(schema, JSON.stringify(reply))
}

function verdictOn(schema: unknown, reply: string): { value?: unknown; message?: string | undefined } {
  const repl = openTestRepl({ context: schema, model: () => reply })
  const { error, final } = repl.run('FINAL(JSON.stringify(llm_query("p", { schema: context })))')
  return final === undefined ? { message: error?.message } : { value: JSON.parse(final) as unknown }
}

const ROWS = {
  type: 'object',
  properties: { rows: { type: 'array', items: { $ref: '#/$defs/row' } } },
  required: ['rows'],
  additionalProperties: false,
  $defs: { row: { type: 'object', properties: { price: { type: 'number', minimum: 0 } }, required: ['price'] } },
}
const TREE = {
  $ref: '#/definitions/node',
  definitions: {
    node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/definitions/node' } } } },
  },
}

describe('a reply that fits is the value', () => {
  test.each<[string, unknown, unknown]>([
    ['any', {}, { a: [1] }],
    ['any, said by true', { properties: { a: true } }, { a: 5 }],
    ['of each type', { type: ['string', 'null'] }, null],
    ['null where the schema calls itself nullable', { type: 'string', nullable: true }, null],
    ['an integer with a point', { type: 'integer' }, 5.0],
    ['a property that the schema does not name', { properties: { a: {} } }, { b: 1 }],
    ['without properties that are not required', { properties: { a: { type: 'string' } } }, {}],
    ['nested', ROWS, { rows: [{ price: 1.5, note: 'x' }] }],
    ['a tree', TREE, { children: [{ children: [] }, {}] }],
    ['of an enum with objects in another order', { enum: [{ a: 1, b: [2] }] }, { b: [2], a: 1 }],
    ['a constant', { const: null }, null],
    ['at its bounds', { minimum: 1, maximum: 1, minLength: 2 }, 1],
    ['a text counted in characters', { minLength: 1, maxLength: 1 }, '🌞'],
    ['a pattern', { pattern: '^\\d{4}-\\d{2}$' }, '2026-11'],
    ['a pattern that Unicode does not know', { pattern: '^[\\w\\-.]+\\_$' }, 'a-b_'],
    ['unique items', { uniqueItems: true }, [1, '1', [1], { a: 1 }]],
    ['one of several', { anyOf: [{ type: 'string' }, { type: 'number' }] }, 5],
    ['exactly one', { oneOf: [{ type: 'number' }, { type: 'integer', minimum: 10 }] }, 5],
    ['all of several', { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 5],
    ['not what is excluded', { not: { type: 'string' } }, 5],
    ['a tuple', { prefixItems: [{ type: 'string' }, { type: 'number' }], items: { type: 'null' } }, ['a', 1, null]],
    ['a tuple of older drafts', { items: [{ type: 'string' }, { type: 'number' }] }, ['a', 1, 'rest']],
    ['by the pattern of a name', { patternProperties: { '^x-': {} }, additionalProperties: false }, { 'x-a': 1 }],
    ['with annotations and unknown keywords', { title: 't', description: 'd', format: 'email', invented: 5 }, 'x'],
    ['a name of all objects', { required: ['toString'] }, { toString: 1 }],
  ])('%s', (_, schema, reply) => {
    expect(verdict(schema, reply)).toEqual({ value: reply })
  })
})

describe('a reply that does not fit is an error that says path, rule and value', () => {
  test.each<[unknown, unknown, string]>([
    [{ type: 'boolean' }, 5, '`$` must be of type boolean (`type`); received 5'],
    [{ type: ['string', 'null'] }, [1], '`$` must be of type string or null (`type`); received [1]'],
    [{ type: 'integer' }, 1.5, '`$` must be of type integer (`type`); received 1.5'],
    [{ type: 'object' }, [], '`$` must be of type object (`type`); received []'],
    [{ type: 'object' }, null, '`$` must be of type object (`type`); received null'],
    [{ type: 'array' }, {}, '`$` must be of type array (`type`); received {}'],
    [ROWS, {}, '`$` must have the property `rows` (`required`); received {}'],
    [ROWS, { rows: [], 'more rows': 1 }, '`$["more rows"]` must not be there (`additionalProperties`); received 1'],
    [
      ROWS,
      { rows: [{ price: 1 }, { price: '$2' }] },
      '`$.rows[1].price` must be of type number (`type`); received "$2"',
    ],
    [ROWS, { rows: [{ price: -1 }] }, '`$.rows[0].price` must be at least 0 (`minimum`); received -1'],
    [{ additionalProperties: { type: 'number' } }, { a: 'x' }, '`$.a` must be of type number (`type`); received "x"'],
    [{ properties: { a: false } }, { a: 1 }, '`$.a` must not be there (`false`); received 1'],
    [{ required: ['toString'] }, {}, '`$` must have the property `toString` (`required`); received {}'],
    [{ required: ['__proto__'] }, {}, '`$` must have the property `__proto__` (`required`); received {}'],
    [
      TREE,
      { children: [{ children: [5] }] },
      '`$.children[0].children[0]` must be of type object (`type`); received 5',
    ],
    [{ enum: ['a', 'b'] }, 'c', '`$` must be one of ["a","b"] (`enum`); received "c"'],
    [{ const: [1] }, [2], '`$` must be [1] (`const`); received [2]'],
    [{ exclusiveMinimum: 1 }, 1, '`$` must be more than 1 (`exclusiveMinimum`); received 1'],
    [{ exclusiveMaximum: 1 }, 1, '`$` must be less than 1 (`exclusiveMaximum`); received 1'],
    [{ maximum: 1 }, 2, '`$` must be at most 1 (`maximum`); received 2'],
    [{ minLength: 2 }, '🌞', '`$` must have at least 2 characters (`minLength`); received "🌞"'],
    [{ maxLength: 1 }, 'ab', '`$` must have at most 1 characters (`maxLength`); received "ab"'],
    [{ minItems: 1 }, [], '`$` must have at least 1 items (`minItems`); received []'],
    [{ maxItems: 0 }, [1], '`$` must have at most 0 items (`maxItems`); received [1]'],
    [{ minProperties: 1 }, {}, '`$` must have at least 1 properties (`minProperties`); received {}'],
    [{ maxProperties: 0 }, { a: 1 }, '`$` must have at most 0 properties (`maxProperties`); received {"a":1}'],
    [{ pattern: '^a' }, 'b', '`$` must match "^a" (`pattern`); received "b"'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      '`$[1]` must not be there twice (`uniqueItems`); received {"b":2,"a":1}',
    ],
    [{ not: { type: 'null' } }, null, '`$` must not fit {"type":"null"} (`not`); received null'],
    [
      { anyOf: [{ type: 'null' }, { minimum: 5 }] },
      1,
      '`$` must fit one of 2 schemas (`anyOf`); received 1 (`$` must be of type null (`type`); received 1; or `$` must be at least 5 (`minimum`); received 1)',
    ],
    [
      { oneOf: [{ type: 'number' }, { minimum: 1 }] },
      1,
      '`$` must fit exactly one of 2 schemas, and fits 2 (`oneOf`); received 1',
    ],
    [{ prefixItems: [{}], items: false }, [1, 2], '`$[1]` must not be there (`false`); received 2'],
  ])('%j and %j', (schema, reply, fault) => {
    expect(verdict(schema, reply)).toEqual({
      message: `the reply does not fit \`schema\`, nor did the one before: ${fault}.`,
    })
  })
})

describe('a schema that leads too deep is an error, and no hang', () => {
  const leadsTooDeep = { message: expect.stringContaining('lead more than 200 levels deep') as string }

  test('in a circle of references', () => {
    expect(verdict({ $ref: '#' }, 5)).toEqual(leadsTooDeep)
    expect(verdict({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }, 5)).toEqual(
      leadsTooDeep,
    )
  })

  test('in more branches than can be looked at', () => {
    const levels = Array.from({ length: 25 }, (_, level) => [
      `l${level}`,
      level === 24 ? { minimum: 5 } : { anyOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] },
    ])
    const schema = { $ref: '#/$defs/l0', $defs: Object.fromEntries(levels) as object }
    expect(verdict(schema, 1)).toEqual({ message: expect.stringContaining('200000 checks') as string })
  })

  test('under a reply that is nested without end', () => {
    const nested = '['.repeat(5000) + ']'.repeat(5000)
    expect(verdictOn({ type: 'array', items: { $ref: '#' } }, nested)).toEqual(leadsTooDeep)
    expect(verdictOn({ type: 'object' }, nested).message).toContain('`$` must be of type object')
  })
})
