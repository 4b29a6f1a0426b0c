import type { z } from 'zod'

/** A JSON Schema (draft 2020-12), as `z.toJSONSchema` gives it. */
export type JsonSchema = z.core.JSONSchema.JSONSchema

/** Names for the parts of a schema that others refer to. */
export interface TypeNames {
  /** The name of the definition under `key`. */
  ofDefinition(key: string): string
  /** The name for what `reference` points at; `'unknown'` where it leads nowhere. */
  of(reference: string): string
  /** Whether something has asked for the name of the whole schema. */
  readonly usesRoot: boolean
}

/** Types that TypeScript has and that are written here. */
const TAKEN = ['Record', 'Partial']

/** Gives each of the schema's definitions a name of its own, made from its key. */
export function typeNames({ $defs = {} }: JsonSchema): TypeNames {
  const taken = new Set(TAKEN)
  const names = new Map(Object.keys($defs).map((key) => [key, unusedName(key, taken)]))
  const ofDefinition = (key: string): string => names.get(key) ?? 'unknown'
  const root = unusedName('Root', taken)
  let usesRoot = false
  return {
    ofDefinition,
    of: (reference) => {
      if (reference !== '#') return ofDefinition(definitionKey(reference))
      usesRoot = true
      return root
    },
    get usesRoot() {
      return usesRoot
    },
  }
}

function unusedName(key: string, taken: Set<string>): string {
  const words = key.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const base = /^\p{Lu}[\w\p{L}]*$/u.test(pascal) ? pascal : `Type${pascal.replace(/\W/g, '')}`
  let name = base
  for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`
  taken.add(name)
  return name
}

/** In a JSON pointer (RFC 6901), `~1` stands for a slash and `~0` for a tilde. */
function definitionKey(pointer: string): string {
  return pointer.replace('#/$defs/', '').replaceAll('~1', '/').replaceAll('~0', '~')
}
