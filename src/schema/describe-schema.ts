import { inspect } from 'node:util'
import * as z from 'zod'
import { problemOf } from './problem.ts'
import { typescriptType } from './typescript-type.ts'
import { reasonOf } from '../reason.ts'

/**
 * The TypeScript type of what the schema takes, for a model to read.
 *
 * @param option Names the schema in errors, such as `contextSchema`.
 * @throws TypeError of code `'invalid-options'` for a value that is no zod schema, or that has no type to tell.
 */
export function describeSchema(schema: z.ZodType, option = 'schema'): string {
  if (!(schema instanceof z.ZodType)) throw misuse('invalid-options', notZod(schema, option))
  try {
    return typescriptType(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  } catch (error) {
    const reason = reasonOf(error)
    throw misuse(
      'invalid-options',
      `\`${option}\` must be a schema that z.toJSONSchema can tell; it failed with "${reason}". Use plain objects, arrays, unions and primitives.`,
      error,
    )
  }
}

/**
 * Checks that the context is what `contextSchema` asks for.
 *
 * @throws TypeError of code `'invalid-context'` that says what does not fit.
 */
export async function checkContext(schema: z.ZodType, context: unknown): Promise<void> {
  const { error } = await schema.safeParseAsync(context)
  if (error === undefined) return
  throw misuse(
    'invalid-context',
    `\`context\` must fit \`contextSchema\`:\n${problemOf(error)}\nPass a context that fits, or change the schema.`,
    error,
  )
}

function notZod(schema: unknown, option: string): string {
  const received = inspect(schema, { depth: 0, breakLength: Infinity }).slice(0, 80)
  return `\`${option}\` must be a schema of zod 4; received ${received}. Pass one, such as z.object({ … }), or leave it out.`
}

/** Misuse of the API: a `TypeError` with a code. */
function misuse(code: 'invalid-options' | 'invalid-context', message: string, cause?: unknown): TypeError {
  return Object.assign(new TypeError(message, cause === undefined ? undefined : { cause }), { code })
}
