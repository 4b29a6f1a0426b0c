import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { type Tool, tool } from '../../src/tools/tool.ts'

const description = 'Does something.'

describe('tool', () => {
  it('gives back what it was given', () => {
    const definition = { description, execute: () => 1 }
    expect(tool(definition)).toBe(definition)
  })

  it('infers the argument from `parameters`, as they give it', () => {
    tool({
      description,
      parameters: z.object({ id: z.int(), at: z.string().transform((text) => new Date(text)) }),
      execute: (argument, { signal }) => {
        expectTypeOf(argument).toEqualTypeOf<{ id: number; at: Date }>()
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
      },
    })
    tool({
      description,
      execute: (argument) => {
        expectTypeOf(argument).toEqualTypeOf<undefined>()
      },
    })
  })

  it('takes an `execute` that gives a value or a promise, and that needs less than it is given', () => {
    const parameters = z.object({ id: z.int() })
    expectTypeOf(tool({ description, parameters, execute: async ({ id }) => id })).toEqualTypeOf<Tool>()
    expectTypeOf(tool({ description, parameters, execute: () => 'a value' })).toEqualTypeOf<Tool>()
  })

  it('refuses an `execute` for another argument', () => {
    const parameters = z.object({ id: z.int() })
    const refused = [
      // @ts-expect-error the argument is an object
      tool({ description, parameters, execute: (id: number) => id }),
      // @ts-expect-error there is no argument
      tool({ description, execute: ({ id }: { id: number }) => id }),
      // @ts-expect-error the call tells of no timeout
      tool({ description, parameters, execute: ({ id }, { timeoutMs }) => [id, timeoutMs] as unknown }),
      // @ts-expect-error a tool says what it does
      tool({ parameters, execute: () => 1 }),
    ]
    expect(refused).toHaveLength(4)
  })

  it('makes tools of any argument that one record holds', () => {
    const tools: Record<string, Tool> = {
      find: tool({ description, parameters: z.object({ id: z.int() }), execute: ({ id }) => id }),
      name: tool({ description, parameters: z.string(), execute: (name) => name.length }),
      now: tool({ description, execute: () => 0 }),
    }
    expect(Object.keys(tools)).toHaveLength(3)
  })
})
