import type { KindTeller } from './kinds.ts'
import { isObject } from './objects.ts'
import { isArray, ObjectPrototype, prototypeOf, stringifyJson, stringSlice } from './primordials.ts'
import { misuse } from './requests.ts'

/**
 * JSON text of a value. Throws a `TypeError` where JSON would drop a part of it or make something else of it; `advice` is
 * the end of its message.
 */
export function strictJson(value: unknown, what: string, tellKind: KindTeller, advice = ''): string {
  let fault: string | undefined
  const check = (key: string, inner: unknown): unknown => {
    const kind = unfitKind(inner, tellKind)
    if (kind === undefined) return inner
    fault = `${key === '' ? 'received' : `\`${stringSlice(key, 0, 80)}\` is`} ${kind}`
    throw misuse(fault)
  }
  try {
    const text: unknown = stringifyJson(value, check)
    if (typeof text === 'string') return text
    fault = 'received nothing'
  } catch {
    fault ??= 'it goes in circles, or cannot be read'
  }
  throw misuse(`${what} must be JSON-like: ${fault}.${advice && ` ${advice}`}`)
}

/** What a value is that JSON cannot hold, and what to do about it. */
function unfitKind(value: unknown, tellKind: KindTeller): string | undefined {
  switch (typeof value) {
    case 'bigint':
      return 'a BigInt. Use Number(x) or String(x)'
    case 'symbol':
      return 'a symbol. Leave it out'
    case 'number':
      return value - value === 0 ? undefined : `${value}. Use null, or leave it out`
    default:
      return isObject(value) ? unfitObject(value, tellKind) : undefined
  }
}

function unfitObject(value: object, tellKind: KindTeller): string | undefined {
  if (isArray(value) || (typeof value === 'object' && prototypeOf(value) === ObjectPrototype)) return undefined
  switch (tellKind(value)) {
    case 'function':
      return 'a function. Leave it out'
    case 'promise':
      return 'a promise. Await it first'
    case 'map':
      return 'a Map. Use Object.fromEntries(x)'
    case 'set':
      return 'a Set. Use [...x]'
    default:
      return undefined
  }
}
