import * as fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JsonSchema } from '../../src/schema/type-names.ts'
import { typescriptType } from '../../src/schema/typescript-type.ts'

const typeOf = (schema: z.ZodType): string =>
  typescriptType(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))

/** What the compiler makes of the text, its comments and parentheses left out; throws for text that is not TypeScript. */
function compiled(text: string): string {
  const type = text.lastIndexOf('\n\n') === -1 ? 0 : text.lastIndexOf('\n\n') + 2
  const program = `${text.slice(0, type)}type Answer = ${text.slice(type)}`
  const { diagnostics = [] } = ts.transpileModule(program, { reportDiagnostics: true })
  if (diagnostics.length > 0) throw new SyntaxError(`${JSON.stringify(diagnostics[0]?.messageText)} in ${program}`)
  const source = ts.createSourceFile('answer.ts', program, ts.ScriptTarget.Latest)
  return ts.createPrinter({ removeComments: true }).printFile(source).replaceAll(/[()]/g, '')
}

interface Tree {
  name: string
  children: Tree[]
}
const TREE: z.ZodType<Tree> = z.object({ name: z.string(), children: z.lazy(() => z.array(TREE)) })

describe('the type of', () => {
  it.each<[string, z.ZodType, string]>([
    ['a string', z.string(), 'string'],
    ['a number', z.number(), 'number'],
    ['a boolean', z.boolean(), 'boolean'],
    ['null', z.null(), 'null'],
    ['anything', z.unknown(), 'unknown'],
    ['nothing', z.never(), 'never'],
    ['a value that JSON has no type for', z.date(), 'unknown'],
    ['a nullable', z.string().nullable(), 'string | null'],
    ['an enum', z.enum(['low', 'high']), '"low" | "high"'],
    ['literals', z.literal([1, 'x', true, null]), '1 | "x" | true | null'],
    ['a union', z.union([z.string(), z.number()]), 'string | number'],
    ['one of two', z.xor([z.string(), z.number()]), 'string | number'],
    ['a list', z.array(z.string()), 'string[]'],
    ['a list of alternatives', z.array(z.union([z.string(), z.number()])), '(string | number)[]'],
    ['a tuple', z.tuple([z.string(), z.number()]), '[string, number]'],
    ['a list of tuples', z.array(z.tuple([z.string(), z.number()])), '[string, number][]'],
    ['a tuple with optional elements', z.tuple([z.string(), z.number().optional()]), '[string, number?]'],
    ['a tuple that goes on', z.tuple([z.string()], z.number()), '[string, ...number[]]'],
    ['a record', z.record(z.string(), z.number()), 'Record<string, number>'],
    ['a record of given keys', z.record(z.enum(['a', 'b']), z.number()), 'Record<"a" | "b", number>'],
    ['a record of some keys', z.partialRecord(z.enum(['a', 'b']), z.number()), 'Partial<Record<"a" | "b", number>>'],
    ['an empty object', z.object({}), '{}'],
    ['any object', z.looseObject({}), 'Record<string, unknown>'],
    ['an open object', z.looseObject({ a: z.string() }), '{\n  a: string\n  [key: string]: unknown\n}'],
    ['an optional property', z.object({ a: z.string().optional() }), '{\n  a?: string\n}'],
    [
      'odd keys',
      z.object({ 'd-e': z.null(), '1': z.null(), ä: z.null() }),
      '{\n  "1": null\n  "d-e": null\n  ä: null\n}',
    ],
    ['a transform, which is of what goes in', z.string().transform(Number), 'string'],
    ['objects within objects', z.object({ a: z.object({ b: z.null() }) }), '{\n  a: {\n    b: null\n  }\n}'],
    ['a list of objects', z.array(z.object({ a: z.null() })), '{\n  a: null\n}[]'],
    ['a schema that holds itself', TREE, 'type Root = {\n  name: string\n  children: Root[]\n}\n\nRoot'],
  ])('%s', (_, schema, type) => {
    expect(typeOf(schema)).toBe(type)
    expect(compiled(type)).toContain('Answer')
  })

  it.each<[string, JsonSchema, string]>([
    ['all of several', { allOf: [{ type: 'string' }, { enum: ['a', 'b'] }] }, 'string & ("a" | "b")'],
    ['alternatives beside a type', { type: 'string', anyOf: [{ const: 'a' }] }, 'string & ("a")'],
    ['a part that leads nowhere', { $ref: 'https://example.com/schema' }, 'unknown'],
    ['a property that is only required', { type: 'object', required: ['a'] }, '{\n  a: unknown\n}'],
    ['named patterns', { type: 'object', patternProperties: { '^a': { type: 'null' } } }, 'Record<string, null>'],
    ['properties without a type', { properties: { a: { type: 'null' } } }, '{\n  a?: null\n}'],
    ['items as they once were written', { items: [{ type: 'null' }], minItems: 1 }, '[null]'],
  ])('%s, written by hand', (_, schema, type) => {
    expect(typescriptType(schema)).toBe(type)
  })

  it('a schema of thousands of levels ends in unknown', () => {
    let schema: JsonSchema = { type: 'null' }
    for (let level = 0; level < 5000; level += 1) schema = { type: 'array', items: schema }
    expect(typescriptType(schema)).toMatch(/^unknown(\[\])+$/)
  })
})

describe('a definition that others refer to', () => {
  it('is declared once, before the type', () => {
    expect(typeOf(z.object({ left: TREE, right: TREE })).match(/type \w+ =/g)).toEqual(['type Schema0 ='])
  })

  it('is named after its id, as an identifier of its own', () => {
    const named = (id: string) => z.object({ a: z.null() }).meta({ id })
    const schema = z.tuple([named('order line'), named('order-line'), named('*/ x'), named('2nd'), named('record')])
    expect(typeOf(schema).match(/type \w+ =/g)).toEqual([
      'type OrderLine =',
      'type OrderLine2 =',
      'type X =',
      'type Type2nd =',
      'type Record2 =',
    ])
    expect(typeOf(schema)).toMatch(/\n\n\[OrderLine, OrderLine2, X, Type2nd, Record2\]$/)
  })

  it('is found by a key with slashes and tildes', () => {
    const schema = z.array(z.object({ a: z.null() }).meta({ id: 'a/b~1' }))
    expect(typeOf(schema)).toMatch(/^type AB1 = .*\n\nAB1\[\]$/s)
  })
})

describe('a comment', () => {
  const noteOf = (schema: z.ZodType): string => / \/\/ (.*)/.exec(typeOf(z.object({ a: schema })))?.[1] ?? ''

  it.each<[string, z.ZodType]>([
    ['integer', z.int()],
    ['integer, 1 to 5', z.int().min(1).max(5)],
    ['at least 1', z.number().min(1)],
    ['at most 5', z.number().max(5)],
    ['above 0', z.number().positive()],
    ['below 5', z.number().lt(5)],
    ['a multiple of 5', z.number().multipleOf(5)],
    ['2 to 9 characters', z.string().min(2).max(9)],
    ['exactly 1 character', z.string().length(1)],
    ['format email', z.email()],
    ['format date-time', z.iso.datetime()],
    ['matches /^a+$/', z.string().regex(/^a+$/)],
    ['matches /^a.*/, matches /.*b$/', z.string().startsWith('a').endsWith('b')],
    ['1 to 3 items', z.array(z.null()).min(1).max(3)],
    ['default "x"', z.string().default('x')],
    ['How sure you are.', z.number().describe('How sure you are.')],
    ['How sure you are. (integer, 0 to 9)', z.int().min(0).max(9).describe('How sure you are.')],
    ['', z.tuple([z.null(), z.null()])],
  ])('says %j', (note, schema) => {
    expect(noteOf(schema)).toBe(note)
  })

  it('stands above a property of several lines', () => {
    expect(typeOf(z.object({ a: z.array(z.object({ b: z.null() })).describe('rows') }))).toBe(
      '{\n  // rows\n  a: {\n    b: null\n  }[]\n}',
    )
  })

  it('stands inline where there is no property', () => {
    expect(typeOf(z.array(z.int()))).toBe('(number /* integer */)[]')
    expect(typeOf(z.object({ a: z.null() }).describe('an order'))).toBe('/* an order */ {\n  a: null\n}')
  })

  it('cuts a long pattern', () => {
    expect(noteOf(z.string().regex(new RegExp('a'.repeat(500)))).length).toBeLessThan(120)
  })
})

/** Texts that try to leave a comment or a string. */
const hostile = fc
  .array(
    fc.constantFrom(
      '*/',
      '//',
      '/*',
      '\n',
      '\r',
      '\u2028',
      '\u2029',
      '"',
      "'",
      '`',
      '\\',
      '}',
      ']',
      ';',
      ' ',
      'x',
      '*',
      '/',
      '\0',
    ),
  )
  .map((parts) => parts.join(''))

const key = fc.oneof(fc.constantFrom('a', 'b', 'c d', '__proto__', 'constructor', ''), hostile)

/** A schema with all its descriptions, and the same without any. */
type Pair = readonly [described: z.ZodType, bare: z.ZodType]

const both = (build: (inner: z.ZodType) => z.ZodType, [described, bare]: Pair): Pair => [build(described), build(bare)]
const alike = (schema: z.ZodType): Pair => [schema, schema]

const { schema: schemas } = fc.letrec<{ schema: Pair; leaf: Pair }>((tie) => ({
  leaf: fc.oneof(
    fc
      .constantFrom<z.ZodType[]>(z.string(), z.int().min(2), z.boolean(), z.unknown(), z.never(), z.date(), z.email())
      .map(alike),
    fc.array(hostile, { minLength: 1, maxLength: 3 }).map((values) => alike(z.literal(values))),
    hostile.map((value) => alike(z.string().default(value))),
  ),
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    tie('schema').map((inner) => both((schema) => z.array(schema).min(1), inner)),
    tie('schema').map((inner) => both((schema) => z.object({ inner: schema }).nullable(), inner)),
    tie('schema').map((inner) => both((schema) => z.record(z.string(), schema), inner)),
    fc
      .tuple(tie('schema'), tie('schema'))
      .map(([one, two]): Pair => [
        z.union([z.object({ left: one[0] }), z.object({ right: two[0] })]),
        z.union([z.object({ left: one[1] }), z.object({ right: two[1] })]),
      ]),
    fc
      .tuple(tie('schema'), tie('schema'))
      .map(([one, two]): Pair => [z.tuple([one[0], two[0].optional()]), z.tuple([one[1], two[1].optional()])]),
    fc
      .tuple(key, tie('schema'), tie('schema'))
      .map(([name, one, two]): Pair => [
        z.object({ [name]: one[0], last: two[0].optional() }),
        z.object({ [name]: one[1], last: two[1].optional() }),
      ]),
    fc.tuple(hostile, tie('schema')).map(([text, [described, bare]]): Pair => [described.describe(text), bare]),
  ),
}))

describe('for any schema', () => {
  it('is TypeScript, and no description gets out of its comment', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(schemas, ([described, bare]) => {
        expect(compiled(typeOf(described))).toBe(compiled(typeOf(bare)))
      }),
      { numRuns: 300 },
    )
  })

  it('is the same each time', () => {
    fc.assert(
      fc.property(schemas, ([schema]) => {
        expect(typeOf(schema)).toBe(typeOf(schema))
      }),
    )
  })
})
