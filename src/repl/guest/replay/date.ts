import { bare, define } from '../objects.ts'
import { construct, DateConstructor, defineProperty, descriptorOf, localDateText, ownKeys } from '../primordials.ts'

/** Gives the time in milliseconds since 1970. */
export type Now = () => number

/** Builds a `Date` that reads the time from `now`, and is the builtin in everything else. */
export function createDate(now: Now): DateConstructor {
  function Date(...parameters: unknown[]): unknown {
    const moment = parameters.length === 0 || new.target === undefined ? [now()] : parameters
    const date: object = construct(DateConstructor, moment, new.target ?? DateConstructor)
    return new.target === undefined ? localDateText(date) : date
  }
  const keys = ownKeys(DateConstructor)
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? ''
    defineProperty(Date, key, bare({ ...descriptorOf(DateConstructor, key) }))
  }
  define(Date, 'now', { now: () => now() }.now, HIDDEN)
  define(DateConstructor.prototype, 'constructor', Date, HIDDEN)
  return Date as unknown as DateConstructor
}

/** Like a builtin's property. */
export const HIDDEN = bare({ writable: true, enumerable: false, configurable: true })
