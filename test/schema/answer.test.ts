import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { readAnswer, type ReadAnswer } from '../../src/schema/answer.ts'

async function problem(schema: z.ZodType, text: string): Promise<string> {
  const answer = await readAnswer(schema, text)
  return answer.ok ? `no problem with ${JSON.stringify(answer.value)}` : answer.problem
}

const PERSON = z.object({ name: z.string(), age: z.int().max(150) })
const ANN = { name: 'Ann', age: 7 }

describe('the text of a final', () => {
  it.each<[string, z.ZodType, string, unknown]>([
    ['JSON', PERSON, JSON.stringify(ANN), ANN],
    ['JSON in a fence', PERSON, `\`\`\`json\n${JSON.stringify(ANN, null, 2)}\n\`\`\``, ANN],
    ['JSON in a fence without a language', PERSON, `\n\`\`\`\n${JSON.stringify(ANN)}\n\`\`\`\n`, ANN],
    ['a number', z.number(), '42', 42],
    ['digits, where a string is asked for', z.string(), '42', '42'],
    ['a text', z.string(), 'hello', 'hello'],
    ['a string as JSON', z.string(), '"hello"', 'hello'],
    ['a fence, where a string is asked for', z.string(), '```json\n{}\n```', '```json\n{}\n```'],
    ['one of an enum', z.enum(['low', 'high']), 'high', 'high'],
    ['null', z.null(), 'null', null],
    ['an empty text', z.string(), '', ''],
    ['what a transform makes of it', z.string().transform((text) => text.length), 'hello', 5],
    ['what an asynchronous refinement accepts', z.number().refine(async (value) => value > 1), '2', 2],
  ])('is read: %s', async (_, schema, text, value) => {
    expect(await readAnswer(schema, text)).toEqual({ ok: true, value })
  })

  it('gives a value of the type that the schema gives', () => {
    expectTypeOf(readAnswer(PERSON, '')).resolves.toEqualTypeOf<ReadAnswer<{ name: string; age: number }>>()
  })
})

describe('what is wrong with a final', () => {
  it('is what zod says of its JSON, with the place', async () => {
    expect(await problem(PERSON, '{"name": "Ann", "age": 200}')).toBe(
      '✖ Too big: expected number to be <=150\n  → at age',
    )
    expect(await problem(PERSON, '```json\n{"name": "Ann"}\n```')).toContain('→ at age')
  })

  it('is that it is no JSON, where more than a string is asked for', async () => {
    expect(await problem(PERSON, 'Ann is 7')).toMatch(
      /^The answer is not JSON: Unexpected token.*\n✖ .*expected object/s,
    )
    expect(await problem(PERSON, '```json\n{name: "Ann"}\n```')).toContain('is not JSON: Expected property name')
    expect(await problem(z.union([PERSON, z.number()]), 'Ann')).toContain('is not JSON')
  })

  it('is not that it is no JSON, where a string is asked for', async () => {
    expect(await problem(z.string().min(9), 'hello')).toBe('✖ Too small: expected string to have >=9 characters')
    expect(await problem(z.string().min(9), '42')).toBe('✖ Too small: expected string to have >=9 characters')
    expect(await problem(z.enum(['low', 'high']), 'middle')).not.toContain('JSON')
  })

  it('is the kind, where the JSON is of another', async () => {
    expect(await problem(PERSON, '42')).toBe('✖ Invalid input: expected object, received number')
  })

  it('names what the alternative of the right kind lacks', async () => {
    const schema = z.object({ of: z.union([z.array(z.number()), PERSON]) })
    expect(await problem(schema, '{"of": {"name": "Ann"}}')).toBe(
      '✖ Invalid input: expected number, received undefined\n  → at of.age',
    )
  })

  it('names what each alternative expects, where none is of the right kind', async () => {
    expect(await problem(z.union([z.number(), z.boolean()]), 'null')).toMatch(/expected number.*expected boolean/)
  })

  it('has at most 2,000 characters', async () => {
    const list = JSON.stringify(Array.from({ length: 1000 }, () => 'x'))
    expect(await problem(z.array(z.number()), list)).toHaveLength(2000)
  })

  it('is not what a refinement throws: that is thrown on', async () => {
    const broken = new Error('a broken refinement')
    const schema = z.string().refine(() => {
      throw broken
    })
    await expect(readAnswer(schema, 'hello')).rejects.toBe(broken)
  })
})
