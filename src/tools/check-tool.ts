import { inspect } from 'node:util'
import * as z from 'zod'

/** The longest wait of a timer, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1

type Rule = readonly [field: string, isKept: (value: unknown) => boolean, rule: string, remedy: string]

const optional = (schema: z.ZodType) => accepts(schema.optional())

const FIELDS: readonly Rule[] = [
  ['description', accepts(z.string().min(1)), 'a non-empty string', 'Say in a sentence what the tool does.'],
  [
    'parameters',
    (value) => value === undefined || value instanceof z.ZodType,
    'a schema of zod 4',
    'Leave it out for a tool without argument.',
  ],
  ['execute', (value) => typeof value === 'function', 'a function', 'Pass what the tool does.'],
  [
    'timeoutMs',
    optional(z.int().min(1).max(LONGEST_MS)),
    `an integer from 1 to ${LONGEST_MS}`,
    'Leave it out for 60000.',
  ],
  ['maxConcurrency', optional(z.int().min(1)), 'an integer of at least 1', 'Leave it out for 8.'],
]

function accepts(schema: z.ZodType): (value: unknown) => boolean {
  return (value) => schema.safeParse(value).success
}

/** What is wrong with the tool `name`, as rule, value and remedy; `undefined` for a good one. */
export function checkTool(name: string, tool: unknown): string | undefined {
  if (typeof tool !== 'object' || tool === null) {
    return `\`tools.${name}\` must be a tool; received ${shown(tool)}. Make it with tool({ description, execute }).`
  }
  const broken = FIELDS.find(([field, isKept]) => !isKept(Reflect.get(tool, field)))
  if (broken === undefined) return undefined
  const [field, , rule, remedy] = broken
  return `\`tools.${name}.${field}\` must be ${rule}; received ${shown(Reflect.get(tool, field))}. ${remedy}`
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Infinity }).slice(0, 80)
}
