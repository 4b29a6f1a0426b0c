import { append, hasOwn, matches, ownData } from '../objects.ts'
import { isArray, ownNames } from '../primordials.ts'
import { isNode, isRecord, type SchemaNode } from './json.ts'
import { compilePattern } from './pattern.ts'
import type { Visit } from './visit.ts'
import { below, violation, type Violation } from './violation.ts'

/** What the schemas of properties and items complain of. */
export function partViolation(schema: SchemaNode, value: unknown, visit: Visit): Violation | undefined {
  if (isArray(value)) return itemViolation(schema, value, visit)
  if (!isRecord(value)) return undefined
  return missingProperty(schema, value, visit) ?? propertyViolation(schema, value, visit)
}

function itemViolation(schema: SchemaNode, list: readonly unknown[], visit: Visit): Violation | undefined {
  const items = schema.items
  const tuple = isArray(items) ? items : schema.prefixItems
  if (items === undefined && tuple === undefined) return undefined
  for (let index = 0; index < list.length; index += 1) {
    const inTuple = isArray(tuple) && index < tuple.length
    const itemSchema: unknown = inTuple ? tuple[index] : isArray(items) ? undefined : items
    const found = visit.enter(itemSchema, list[index], below(visit.path, index))
    if (found) return found
  }
  return undefined
}

function missingProperty(schema: SchemaNode, value: object, { path }: Visit): Violation | undefined {
  const required = schema.required
  if (!isArray(required)) return undefined
  for (let index = 0; index < required.length; index += 1) {
    const name = required[index] as string
    if (!hasOwn(value, name)) return violation(path, 'required', `have the property \`${name}\``, value)
  }
  return undefined
}

function propertyViolation(schema: SchemaNode, value: object, visit: Visit): Violation | undefined {
  const names = ownNames(value)
  for (let index = 0; index < names.length; index += 1) {
    const found = violationAt(schema, value, names[index] ?? '', visit)
    if (found) return found
  }
  return undefined
}

function violationAt(schema: SchemaNode, value: object, name: string, visit: Visit): Violation | undefined {
  const property = ownData(value, name)
  const path = below(visit.path, name)
  const { properties } = schema
  const isNamed = isNode(properties) && hasOwn(properties, name)
  const found = isNamed ? visit.enter(properties[name], property, path) : undefined
  if (found) return found
  const patterns = patternsOf(schema, name)
  for (let index = 0; index < patterns.length; index += 1) {
    const unfit = visit.enter(patterns[index], property, path)
    if (unfit) return unfit
  }
  if (isNamed || patterns.length > 0) return undefined
  const additional = schema.additionalProperties
  if (additional === false) {
    return violation(path, 'additionalProperties', 'not be there', property)
  }
  return additional === undefined ? undefined : visit.enter(additional, property, path)
}

/** The schemas of `patternProperties` that are about a name. */
function patternsOf(schema: SchemaNode, name: string): unknown[] {
  const byPattern = schema.patternProperties
  const schemas: unknown[] = []
  if (!isNode(byPattern)) return schemas
  const patterns = ownNames(byPattern)
  for (let index = 0; index < patterns.length; index += 1) {
    const expression = compilePattern(patterns[index] ?? '')
    if (expression && matches(expression, name)) append(schemas, byPattern[patterns[index] ?? ''])
  }
  return schemas
}
