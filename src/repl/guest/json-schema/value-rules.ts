import { hasOwn, join, matches } from '../objects.ts'
import { isArray, setAdd, SetConstructor, setHas } from '../primordials.ts'
import { BOUNDS, type Bound } from './bounds.ts'
import { canonicalText, type SchemaNode } from './json.ts'
import { compilePattern } from './pattern.ts'
import { isOfType } from './type-names.ts'
import { below, preview, violation, type Path, type Violation } from './violation.ts'

/** What a schema that looks at a value alone, and not into it, complains of. */
type ValueRule = (schema: SchemaNode, value: unknown, path: Path) => Violation | undefined

/** What the rules complain of that do not look into a value. */
export function valueViolation(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  for (let index = 0; index < RULES.length; index += 1) {
    const found = RULES[index]?.(schema, value, path)
    if (found) return found
  }
  return undefined
}

const RULES: readonly ValueRule[] = [checkType, checkConst, checkEnum, checkBounds, checkPattern, checkUnique]

function checkType(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  const type = schema.type
  if (type === undefined || (value === null && schema.nullable === true)) return undefined
  const types: readonly unknown[] = isArray(type) ? type : [type]
  for (let index = 0; index < types.length; index += 1) if (isOfType(value, types[index])) return undefined
  return violation(path, 'type', `be of type ${join(types as string[], ' or ')}`, value)
}

function checkConst(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  if (!hasOwn(schema, 'const')) return undefined
  const expected = schema.const
  if (canonicalText(value) === canonicalText(expected)) return undefined
  return violation(path, 'const', `be ${preview(expected)}`, value)
}

function checkEnum(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  const choices = schema.enum
  if (!isArray(choices)) return undefined
  const text = canonicalText(value)
  for (let index = 0; index < choices.length; index += 1) if (canonicalText(choices[index]) === text) return undefined
  return violation(path, 'enum', `be one of ${preview(choices)}`, value)
}

function checkBounds(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  for (let index = 0; index < BOUNDS.length; index += 1) {
    const { rule, measure, holds, must } = BOUNDS[index] as Bound
    const limit = schema[rule]
    const size = typeof limit === 'number' ? measure(value) : undefined
    if (size !== undefined && !holds(size, limit as number)) return violation(path, rule, must(limit as number), value)
  }
  return undefined
}

function checkPattern(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  const pattern = schema.pattern
  if (typeof pattern !== 'string' || typeof value !== 'string') return undefined
  const expression = compilePattern(pattern)
  if (!expression || matches(expression, value)) return undefined
  return violation(path, 'pattern', `match ${preview(pattern)}`, value)
}

function checkUnique(schema: SchemaNode, value: unknown, path: Path): Violation | undefined {
  if (schema.uniqueItems !== true || !isArray(value)) return undefined
  const seen = new SetConstructor<string>()
  for (let index = 0; index < value.length; index += 1) {
    const text = canonicalText(value[index])
    if (setHas(seen, text)) return violation(below(path, index), 'uniqueItems', 'not be there twice', value[index])
    setAdd(seen, text)
  }
  return undefined
}
