import { bare, hasOwn, ownData, split } from '../objects.ts'
import { isArray, ownNames, setAdd, SetConstructor, setHas } from '../primordials.ts'
import { BOUNDS, type Bound } from './bounds.ts'
import { isRecord } from './json.ts'
import { compilePattern } from './pattern.ts'
import { resolveReference } from './reference.ts'
import { isTypeName, TYPE_NAMES } from './type-names.ts'
import { below, pathText, preview, type Path } from './violation.ts'

/** Where in a schema a keyword stands. */
interface Place {
  root: unknown
  path: Path
  depth: number
}

/** What must hold for the value of a keyword: its fault in words, or nothing. */
type Check = (value: unknown, place: Place) => string | undefined

const MAX_DEPTH = 100

/** Why a value cannot serve as a schema, in words: place, rule, value. */
export function schemaFault(root: unknown): string | undefined {
  return faultOf(root, bare({ root, path: undefined, depth: 0 }))
}

function faultOf(schema: unknown, place: Place): string | undefined {
  if (typeof schema === 'boolean') return undefined
  if (!isRecord(schema)) return mustBe(place, 'a schema, which is an object', schema)
  if (place.depth > MAX_DEPTH) return `it is nested more than ${MAX_DEPTH} levels deep`
  if (isShape(schema)) return mustBe(place, 'a schema with keywords such as `type` and `properties`', schema)
  const names = ownNames(schema)
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const fault = CHECKS[name]?.(ownData(schema, name), inside(place, name))
    if (fault !== undefined) return fault
  }
  return undefined
}

function inside({ root, path, depth }: Place, key: string | number): Place {
  return bare({ root, path: below(path, key), depth: depth + 1 })
}

function mustBe({ path }: Place, what: string, value: unknown): string {
  return `\`${pathText(path)}\` must be ${what}; received ${preview(value)}`
}

/** Whether an object lists names with their types, `{ name: 'string' }`, instead of saying what must hold. */
function isShape(schema: object): boolean {
  const names = ownNames(schema)
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const value = ownData(schema, name)
    if (hasOwn(CHECKS, name) || setHas(ANNOTATIONS, name)) return false
    if (typeof value !== 'string' && typeof value !== 'object') return false
  }
  return names.length > 0
}

const isSchema: Check = (value, place) => faultOf(value, place)

const isSchemaList: Check = (value, place) =>
  isArray(value) ? firstFault(value, place) : mustBe(place, 'a list of schemas', value)

const isSchemaMap: Check = (value, place) => {
  if (!isRecord(value)) return mustBe(place, 'an object of schemas', value)
  const names = ownNames(value)
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const fault = faultOf(ownData(value, name), inside(place, name))
    if (fault !== undefined) return fault
  }
  return undefined
}

function firstFault(schemas: readonly unknown[], place: Place): string | undefined {
  for (let index = 0; index < schemas.length; index += 1) {
    const fault = faultOf(schemas[index], inside(place, index))
    if (fault !== undefined) return fault
  }
  return undefined
}

const isItems: Check = (value, place) => (isArray(value) ? firstFault(value, place) : faultOf(value, place))

const isType: Check = (value, place) => {
  const types: readonly unknown[] = isArray(value) ? value : [value]
  for (let index = 0; index < types.length; index += 1) {
    if (!isTypeName(types[index])) return mustBe(place, `one of ${TYPE_NAMES}, or a list of them`, types[index])
  }
  return undefined
}

const isNames: Check = (value, place) => {
  const names: readonly unknown[] = isArray(value) ? value : [undefined]
  for (let index = 0; index < names.length; index += 1) {
    if (typeof names[index] !== 'string') return mustBe(place, "a list of names, as in ['name']", value)
  }
  return undefined
}

const isList: Check = (value, place) => (isArray(value) ? undefined : mustBe(place, 'a list of values', value))

const isNumber: Check = (value, place) => (typeof value === 'number' ? undefined : mustBe(place, 'a number', value))

const isPattern: Check = (value, place) =>
  typeof value === 'string' && compilePattern(value) ? undefined : mustBe(place, 'a regular expression as text', value)

const isPatternMap: Check = (value, place) => {
  const names = isRecord(value) ? ownNames(value) : []
  for (let index = 0; index < names.length; index += 1) {
    const fault = isPattern(names[index], place)
    if (fault !== undefined) return fault
  }
  return isSchemaMap(value, place)
}

const isReference: Check = (value, place) => {
  const target = typeof value === 'string' ? resolveReference(place.root, value) : undefined
  return target === undefined ? mustBe(place, "a place in this schema, as in '#/$defs/row'", value) : undefined
}

/** What is checked of each keyword that has a meaning here. */
const CHECKS: Readonly<Record<string, Check>> = withBounds(
  bare({
    type: isType,
    enum: isList,
    const: () => undefined,
    pattern: isPattern,
    required: isNames,
    properties: isSchemaMap,
    patternProperties: isPatternMap,
    additionalProperties: isSchema,
    items: isItems,
    prefixItems: isSchemaList,
    uniqueItems: () => undefined,
    allOf: isSchemaList,
    anyOf: isSchemaList,
    oneOf: isSchemaList,
    not: isSchema,
    $ref: isReference,
    $defs: isSchemaMap,
    definitions: isSchemaMap,
  }),
)

function withBounds(checks: Record<string, Check>): Readonly<Record<string, Check>> {
  for (let index = 0; index < BOUNDS.length; index += 1) checks[(BOUNDS[index] as Bound).rule] = isNumber
  return checks
}

/** Keywords that check nothing here. */
const ANNOTATIONS: ReadonlySet<string> = annotations(
  'title,description,default,examples,format,nullable,if,then,else,contains,propertyNames,$schema,$id,$comment',
)

function annotations(names: string): ReadonlySet<string> {
  const set = new SetConstructor<string>()
  const list = split(names, ',')
  for (let index = 0; index < list.length; index += 1) setAdd(set, list[index])
  return set
}
