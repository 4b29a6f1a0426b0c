import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as mini from 'zod/mini'
import { checkContext, describeSchema } from '../../src/schema/describe-schema.ts'

describe('describeSchema', () => {
  it('gives the type of what goes in', () => {
    expect(describeSchema(z.object({ id: z.int(), tag: z.string().default('x') }))).toBe(
      '{\n  id: number // integer\n  tag?: string // default "x"\n}',
    )
  })

  it.each<unknown>([undefined, null, {}, 'string', { type: 'string' }, { safeParse: () => undefined }, mini.string()])(
    'rejects %o, which is no schema of zod 4',
    (schema) => {
      expect(() => describeSchema(schema as z.ZodType, 'contextSchema')).toThrow(
        expect.objectContaining({
          name: 'TypeError',
          code: 'invalid-options',
          message: expect.stringMatching(
            /^`contextSchema` must be a schema of zod 4; received .*\. Pass one/s,
          ) as string,
        }),
      )
    },
  )

  it('rejects a schema that cannot be told, with the reason', () => {
    const broken = z.lazy((): z.ZodType => {
      throw new Error('not yet')
    })
    expect(() => describeSchema(broken)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'invalid-options',
        message: expect.stringContaining('failed with "not yet"') as string,
        cause: expect.any(Error) as Error,
      }),
    )
  })
})

describe('checkContext', () => {
  const schema = z.object({ pages: z.array(z.string()).refine(async (pages) => pages.length < 3) })

  it('accepts a context that fits', async () => {
    await expect(checkContext(schema, { pages: ['a'] })).resolves.toBeUndefined()
  })

  it.each([
    [{ pages: ['a', 'b', 'c'] }, 'at pages'],
    [{ pages: [1] }, 'at pages[0]'],
    ['text', 'expected object'],
  ])('rejects %j and says what does not fit', async (context, place) => {
    await expect(checkContext(schema, context)).rejects.toMatchObject({
      name: 'TypeError',
      code: 'invalid-context',
      message: expect.stringContaining(place) as string,
    })
  })
})
