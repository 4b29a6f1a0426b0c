import { commented, noteOf } from './notes.ts'
import { intersectionOf, parenthesised, unionOf } from './operators.ts'
import { type JsonSchema, type TypeNames, typeNames } from './type-names.ts'

/** How deeply a type may be nested before the rest of it is `unknown`. */
const DEEPEST = 64

/** Where in a schema a type is written. */
interface Place {
  names: TypeNames
  depth: number
}

type Subschema = boolean | JsonSchema

const PRIMITIVES: ReadonlySet<unknown> = new Set(['string', 'boolean', 'null', 'number'])
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/**
 * A JSON Schema, as `z.toJSONSchema` gives it, as a TypeScript type that a model reads. Descriptions and constraints
 * become comments; schemas that refer to themselves become `type` declarations, which stand before the type, a blank
 * line between. Packages that write TypeScript from JSON Schema bring the compiler or a formatter along; this does not.
 */
export function typescriptType(schema: JsonSchema): string {
  const names = typeNames(schema)
  const place = { names, depth: 0 }
  const definitions = Object.entries(schema.$defs ?? {}).map(([key, definition]) =>
    declaration(names.ofDefinition(key), definition, place),
  )
  const root = typeOf(schema, place)
  if (!names.usesRoot) return [...definitions, commented(root, noteOf(schema))].join('\n\n')
  return [...definitions, declaration(names.of('#'), schema, place), names.of('#')].join('\n\n')
}

function declaration(name: string, schema: JsonSchema, place: Place): string {
  const note = noteOf(schema)
  return `${note === '' ? '' : `// ${note}\n`}type ${name} = ${typeOf(schema, place)}`
}

/** A type with its note as a comment, for places that have no line of their own. */
function inlineType(schema: Subschema, place: Place): string {
  return commented(typeOf(schema, place), noteOf(schema))
}

function typeOf(schema: Subschema, { names, depth }: Place): string {
  if (typeof schema === 'boolean') return schema ? 'unknown' : 'never'
  if (depth > DEEPEST) return 'unknown'
  const place = { names, depth: depth + 1 }
  if (schema.$ref !== undefined) return names.of(schema.$ref)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum !== undefined) return unionOf(schema.enum.map(literal))
  if (isNever(schema)) return 'never'
  return intersectionOf([
    ownType(schema, place),
    ...[schema.anyOf, schema.oneOf].flatMap((choices) => (choices === undefined ? [] : [choice(choices, place)])),
    ...(schema.allOf ?? []).map((part) => typeOf(part, place)),
  ])
}

function isNever({ not }: JsonSchema): boolean {
  return not === true || (typeof not === 'object' && Object.keys(not).length === 0)
}

function choice(choices: readonly JsonSchema[], place: Place): string {
  return unionOf(choices.map((schema) => inlineType(schema, place)))
}

/** What `type` says, with the keywords that belong to it. */
function ownType(schema: JsonSchema, place: Place): string {
  const { type } = schema
  if (Array.isArray(type)) return unionOf(type.map((kind) => typeOfKind(kind, schema, place)))
  return typeOfKind(type ?? impliedKind(schema), schema, place)
}

function impliedKind({ properties, additionalProperties, prefixItems, items }: JsonSchema): string | undefined {
  if (properties !== undefined || additionalProperties !== undefined) return 'object'
  return prefixItems !== undefined || items !== undefined ? 'array' : undefined
}

function typeOfKind(kind: string | undefined, schema: JsonSchema, place: Place): string {
  if (kind === 'object') return objectType(schema, place)
  if (kind === 'array') return arrayType(schema, place)
  if (kind === 'integer') return 'number'
  return kind !== undefined && PRIMITIVES.has(kind) ? kind : 'unknown'
}

function arrayType({ prefixItems, items, minItems = 0 }: JsonSchema, place: Place): string {
  const rest = Array.isArray(items) || items === false ? undefined : items
  const prefix = prefixItems ?? (Array.isArray(items) ? items : undefined)
  if (prefix === undefined) return `${parenthesised(inlineType(rest ?? true, place))}[]`
  const elements = prefix.map((item, index) => {
    const type = inlineType(item, place)
    return index < minItems ? type : `${parenthesised(type)}?`
  })
  const tail = rest === undefined ? [] : [`...${parenthesised(inlineType(rest, place))}[]`]
  return `[${[...elements, ...tail].join(', ')}]`
}

function objectType(schema: JsonSchema, place: Place): string {
  const { properties = {}, required = [] } = schema
  const known = Object.entries<Subschema>(properties)
  const unknown = required.filter((key) => !Object.hasOwn(properties, key)).map((key) => [key, true] as const)
  const open = openPart(schema)
  if (known.length === 0 && open !== undefined) return recordType(schema, open, place)
  const lines = [...known, ...unknown].map(([key, value]) =>
    property(propertyName(key, required.includes(key)), value, place),
  )
  if (open !== undefined) lines.push(property('[key: string]', open, place))
  return lines.length === 0 ? '{}' : `{\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`).join('')}}`
}

/** What further properties must be, where the schema speaks of them. */
function openPart({ additionalProperties, patternProperties = {} }: JsonSchema): Subschema | undefined {
  if (additionalProperties !== undefined && additionalProperties !== false) return additionalProperties
  const patterned = Object.values(patternProperties)
  return patterned.length > 1 ? { anyOf: patterned.filter((schema) => typeof schema === 'object') } : patterned[0]
}

function recordType({ propertyNames, required = [] }: JsonSchema, values: Subschema, place: Place): string {
  const names = propertyNames === undefined ? undefined : inlineType(propertyNames, place)
  const record = `Record<${names ?? 'string'}, ${inlineType(values, place)}>`
  const isListed = typeof propertyNames === 'object' && propertyNames.enum !== undefined
  return isListed && required.length === 0 ? `Partial<${record}>` : record
}

/** A note goes behind a type of one line, and before a longer one. */
function property(name: string, schema: Subschema, place: Place): string {
  const line = `${name}: ${typeOf(schema, place)}`
  const note = noteOf(schema)
  if (note === '') return line
  return line.includes('\n') ? `// ${note}\n${line}` : `${line} // ${note}`
}

function propertyName(key: string, isRequired: boolean): string {
  return `${IDENTIFIER.test(key) ? key : literal(key)}${isRequired ? '' : '?'}`
}

function literal(value: unknown): string {
  return JSON.stringify(value) ?? 'unknown'
}
