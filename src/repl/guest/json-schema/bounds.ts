import { bare } from '../objects.ts'
import { isArray, ownNames } from '../primordials.ts'
import { characterCount, isRecord } from './json.ts'

/** A keyword that limits a size. */
export interface Bound {
  rule: string
  /** The size that counts; `undefined` for a value that has none of this kind. */
  measure(value: unknown): number | undefined
  holds(size: number, limit: number): boolean
  must(limit: number): string
}

const sizeOf = {
  number: (value: unknown) => (typeof value === 'number' ? value : undefined),
  text: (value: unknown) => (typeof value === 'string' ? characterCount(value) : undefined),
  array: (value: unknown) => (isArray(value) ? value.length : undefined),
  object: (value: unknown) => (isRecord(value) ? ownNames(value).length : undefined),
}

const atLeast = (size: number, limit: number): boolean => size >= limit
const atMost = (size: number, limit: number): boolean => size <= limit
const above = (size: number, limit: number): boolean => size > limit
const under = (size: number, limit: number): boolean => size < limit

/** The keywords that limit sizes. */
export const BOUNDS: readonly Bound[] = [
  bound('minimum', sizeOf.number, atLeast, (limit) => `be at least ${limit}`),
  bound('maximum', sizeOf.number, atMost, (limit) => `be at most ${limit}`),
  bound('exclusiveMinimum', sizeOf.number, above, (limit) => `be more than ${limit}`),
  bound('exclusiveMaximum', sizeOf.number, under, (limit) => `be less than ${limit}`),
  bound('minLength', sizeOf.text, atLeast, (limit) => `have at least ${limit} characters`),
  bound('maxLength', sizeOf.text, atMost, (limit) => `have at most ${limit} characters`),
  bound('minItems', sizeOf.array, atLeast, (limit) => `have at least ${limit} items`),
  bound('maxItems', sizeOf.array, atMost, (limit) => `have at most ${limit} items`),
  bound('minProperties', sizeOf.object, atLeast, (limit) => `have at least ${limit} properties`),
  bound('maxProperties', sizeOf.object, atMost, (limit) => `have at most ${limit} properties`),
]

function bound(rule: string, measure: Bound['measure'], holds: Bound['holds'], must: Bound['must']): Bound {
  return bare({ rule, measure, holds, must })
}
