import type { KindTeller } from '../kinds.ts'
import { bare, isObject } from '../objects.ts'
import { isArray } from '../primordials.ts'
import { misuse } from '../requests.ts'
import { strictJson } from '../strict-json.ts'
import { parseBare } from './json.ts'
import { schemaFault } from './well-formed.ts'

/** A JSON Schema that a block has given. */
export interface Schema {
  json: string
  /** The same as data of its own, which no block can change any more. */
  root: unknown
}

const MAX_CHARS = 20_000

const EXAMPLE =
  "Write it as in { schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } }."

/** Reads the option `schema`. Throws a `TypeError` that shows how one is written. */
export function readSchema(value: unknown, caller: string, tellKind: KindTeller): Schema {
  const rule = `${caller}: \`schema\` must be a JSON Schema`
  if (!isObject(value) || isArray(value) || typeof value === 'function') {
    throw misuse(`${rule}, an object; received ${nameOf(value)}. ${EXAMPLE}`)
  }
  const json = strictJson(value, `${caller}: \`schema\``, tellKind, EXAMPLE)
  if (json.length > MAX_CHARS) {
    throw misuse(`${rule} of at most ${MAX_CHARS} characters; received ${json.length}. Ask for less, or use \`$ref\`.`)
  }
  const root = parseBare(json)
  const fault = schemaFault(root)
  if (fault !== undefined) throw misuse(`${rule}: ${fault}. ${EXAMPLE}`)
  return bare({ json, root })
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return 'a text'
  return isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`
}
