import type { JsonSchema } from './type-names.ts'

const LONGEST_DETAIL = 80

/** Formats that say how zod checks, not what the text is. */
const CHECKS: ReadonlySet<string> = new Set(['regex', 'starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase'])

/** The bounds that numbers have anyway. */
const NATURAL_BOUNDS: ReadonlySet<unknown> = new Set([
  Number.MIN_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_VALUE,
  Number.MAX_VALUE,
])

/** What a schema says beyond its type, on one line: its description, then its constraints. `''` where it says no more. */
export function noteOf(schema: boolean | JsonSchema): string {
  if (typeof schema === 'boolean') return ''
  const description = oneLine(schema.description ?? schema.title ?? '')
  const constraints = oneLine(constraintsOf(schema).join(', '))
  if (description === '' || constraints === '') return description + constraints
  return `${description} (${constraints})`
}

/** The type with its note as a comment that ends on the spot. */
export function commented(type: string, note: string): string {
  if (note === '') return type
  const comment = `/* ${note.replaceAll('*/', '* /')} */`
  return type.includes('\n') ? `${comment} ${type}` : `${type} ${comment}`
}

/** All that ends a line in JavaScript is white space to a regular expression. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function constraintsOf(schema: JsonSchema): string[] {
  const { type, multipleOf, default: preset } = schema
  return [
    type === 'integer' ? 'integer' : '',
    numberRange(schema),
    multipleOf === undefined ? '' : `a multiple of ${multipleOf}`,
    count(schema.minLength, schema.maxLength, ['character', 'characters']),
    isTuple(schema) ? '' : count(schema.minItems, schema.maxItems, ['item', 'items']),
    count(schema.minProperties, schema.maxProperties, ['property', 'properties']),
    schema.uniqueItems === true ? 'all different' : '',
    textForm(schema),
    preset === undefined ? '' : `default ${shortened(JSON.stringify(preset) ?? '')}`,
  ].filter((constraint) => constraint !== '')
}

/** Its own elements say how many there are. */
function isTuple({ prefixItems, items }: JsonSchema): boolean {
  return prefixItems !== undefined || Array.isArray(items)
}

function numberRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const least = NATURAL_BOUNDS.has(minimum) ? undefined : minimum
  const most = NATURAL_BOUNDS.has(maximum) ? undefined : maximum
  const open = [
    typeof exclusiveMinimum === 'number' ? `above ${exclusiveMinimum}` : '',
    typeof exclusiveMaximum === 'number' ? `below ${exclusiveMaximum}` : '',
  ]
  return [between(least, most), ...open].filter((bound) => bound !== '').join(', ')
}

function between(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return most === undefined ? '' : `at most ${most}`
  if (most === undefined) return `at least ${least}`
  return least === most ? `exactly ${least}` : `${least} to ${most}`
}

function count(least: number | undefined, most: number | undefined, [one, many]: readonly [string, string]): string {
  const bounds = between(least, most)
  return bounds === '' ? '' : `${bounds} ${(most ?? least) === 1 ? one : many}`
}

function textForm({ format, pattern, allOf = [], contentEncoding }: JsonSchema): string {
  const isTelling = format !== undefined && !CHECKS.has(format)
  if (isTelling) return `format ${format}`
  if (contentEncoding !== undefined) return contentEncoding
  return [pattern, ...allOf.map((part) => part.pattern)]
    .flatMap((source) => (source === undefined ? [] : [`matches /${shortened(source)}/`]))
    .join(', ')
}

function shortened(text: string): string {
  return text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL)}…`
}
