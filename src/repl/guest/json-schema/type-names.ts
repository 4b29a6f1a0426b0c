import { bare, hasOwn, join } from '../objects.ts'
import { isArray, ownNames } from '../primordials.ts'
import { isRecord } from './json.ts'

const TESTS: Readonly<Record<string, (value: unknown) => boolean>> = bare({
  string: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => typeof value === 'number',
  integer: (value: unknown) => typeof value === 'number' && value % 1 === 0,
  boolean: (value: unknown) => typeof value === 'boolean',
  null: (value: unknown) => value === null,
  array: (value: unknown) => isArray(value),
  object: isRecord,
})

/** The names of the types, for a sentence. */
export const TYPE_NAMES: string = join(ownNames(TESTS), ', ')

/** Whether there is a type of this name. */
export function isTypeName(name: unknown): boolean {
  return typeof name === 'string' && hasOwn(TESTS, name)
}

/** Whether a value is of a type. */
export function isOfType(value: unknown, type: unknown): boolean {
  return typeof type === 'string' && TESTS[type]?.(value) === true
}
