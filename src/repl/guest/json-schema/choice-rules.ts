import { append } from '../objects.ts'
import { isArray } from '../primordials.ts'
import type { SchemaNode } from './json.ts'
import type { Visit } from './visit.ts'
import { preview, violation, type Violation } from './violation.ts'

/** What `$ref`, `allOf`, `anyOf`, `oneOf` and `not` complain of. */
export function choiceViolation(schema: SchemaNode, value: unknown, visit: Visit): Violation | undefined {
  return (
    checkReference(schema, value, visit) ??
    checkAll(schema, value, visit) ??
    checkAny(schema, value, visit) ??
    checkOne(schema, value, visit) ??
    checkNot(schema, value, visit)
  )
}

function checkReference(schema: SchemaNode, value: unknown, { path, enter, resolve }: Visit): Violation | undefined {
  const reference = schema.$ref
  return typeof reference === 'string' ? enter(resolve(reference), value, path) : undefined
}

function checkAll(schema: SchemaNode, value: unknown, { path, enter }: Visit): Violation | undefined {
  const choices = schema.allOf
  if (!isArray(choices)) return undefined
  for (let index = 0; index < choices.length; index += 1) {
    const found = enter(choices[index], value, path)
    if (found) return found
  }
  return undefined
}

function checkAny(schema: SchemaNode, value: unknown, visit: Visit): Violation | undefined {
  const choices = schema.anyOf
  if (!isArray(choices)) return undefined
  const reasons = reasonsAgainst(choices, value, visit)
  if (reasons.length < choices.length) return undefined
  return violation(visit.path, 'anyOf', `fit one of ${choices.length} schemas`, value, reasons)
}

function checkOne(schema: SchemaNode, value: unknown, visit: Visit): Violation | undefined {
  const choices = schema.oneOf
  if (!isArray(choices)) return undefined
  const reasons = reasonsAgainst(choices, value, visit)
  const fits = choices.length - reasons.length
  if (fits === 1) return undefined
  const must = `fit exactly one of ${choices.length} schemas${fits > 1 ? `, and fits ${fits}` : ''}`
  return violation(visit.path, 'oneOf', must, value, reasons)
}

function reasonsAgainst(choices: readonly unknown[], value: unknown, { path, enter }: Visit): Violation[] {
  const reasons: Violation[] = []
  for (let index = 0; index < choices.length; index += 1) {
    const found = enter(choices[index], value, path)
    if (found) append(reasons, found)
  }
  return reasons
}

function checkNot(schema: SchemaNode, value: unknown, { path, enter }: Visit): Violation | undefined {
  const excluded = schema.not
  if (excluded === undefined || enter(excluded, value, path)) return undefined
  return violation(path, 'not', `not fit ${preview(excluded)}`, value)
}
