import { bare, define } from '../objects.ts'
import { defineProperty, descriptorOf, uncurry, WeakMapConstructor, weakMapGet, weakMapSet } from '../primordials.ts'
import { HIDDEN, type Now } from './date.ts'

type FormatDate = (date?: unknown) => string

// A Node that was built without it has none.
const { Intl } = globalThis as { Intl?: typeof globalThis.Intl }
const followBuiltin = Intl && captureDateTimeFormat(Intl.DateTimeFormat)

/** Makes `Intl.DateTimeFormat` take the time from `now` where it is given none. */
export function followIntl(now: Now): void {
  followBuiltin?.(now)
}

function captureDateTimeFormat({ prototype }: Intl.DateTimeFormatConstructor): (now: Now) => void {
  const boundFormat = uncurry(descriptorOf(prototype, 'format')?.get as (this: unknown) => FormatDate)
  const formatToParts = uncurry(prototype.formatToParts as (this: unknown, date: unknown) => unknown)
  return (now) => {
    const format = followingFormats(now)
    const methods = {
      get format(): FormatDate {
        return format(boundFormat(this))
      },
      formatToParts(date: unknown): unknown {
        return formatToParts(this, date === undefined ? now() : date)
      },
    }
    defineProperty(prototype, 'format', bare({ ...descriptorOf(methods, 'format'), enumerable: false }))
    define(prototype, 'formatToParts', methods.formatToParts, HIDDEN)
  }
}

/** Gives for each builtin function the same one at each reading, as `format` does. */
function followingFormats(now: Now): (format: FormatDate) => FormatDate {
  const followers = new WeakMapConstructor<FormatDate, FormatDate>()
  const follow = (format: FormatDate): FormatDate => {
    const follower: FormatDate = (date) => format(date === undefined ? now() : date)
    weakMapSet(followers, format, follower)
    return follower
  }
  return (format) => weakMapGet(followers, format) ?? follow(format)
}
