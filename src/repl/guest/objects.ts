import {
  defineProperty,
  descriptorOf,
  prototypeOf,
  regExpExec,
  setPrototypeOf,
  stringIndexOf,
  stringSlice,
  uncurry,
} from './primordials.ts'

/** Takes the prototype from an object, so that reading a missing property runs no code of a block. */
export function bare<T extends object>(object: T): T {
  return setPrototypeOf(object, null) as T
}

/** Defines an own data property whatever setters the prototypes have. */
export function define(target: object, key: PropertyKey, value: unknown, flags: Flags = OPEN): boolean {
  const { writable, enumerable, configurable } = flags
  return defineProperty(target, key, bare({ value, writable, enumerable, configurable }))
}

interface Flags {
  writable: boolean
  enumerable: boolean
  configurable: boolean
}

/** Like an assigned property. */
const OPEN: Flags = bare({ writable: true, enumerable: true, configurable: true })
/** Like a declared function. */
export const WRITABLE: Flags = bare({ writable: true, enumerable: true, configurable: false })
/** Neither seen nor changed by a block. */
export const LOCKED: Flags = bare({ writable: false, enumerable: false, configurable: false })

/** Adds to the end of an array. */
export function append<T>(list: T[], value: T): void {
  define(list, list.length, value)
}

/** `Array.prototype.map`, without the prototype. */
export function mapList<From, To>(list: readonly From[], change: (value: From) => To): To[] {
  const changed: To[] = []
  for (let index = 0; index < list.length; index += 1) append(changed, change(list[index] as From))
  return changed
}

/** Joins texts. */
export function join(texts: readonly string[], separator: string): string {
  let joined = ''
  for (let index = 0; index < texts.length; index += 1) joined += (index > 0 ? separator : '') + texts[index]
  return joined
}

/** Splits a text at every separator. */
export function split(text: string, separator: string): string[] {
  const texts: string[] = []
  let start = 0
  for (let at = stringIndexOf(text, separator); at >= 0; at = stringIndexOf(text, separator, start)) {
    append(texts, stringSlice(text, start, at))
    start = at + separator.length
  }
  append(texts, stringSlice(text, start))
  return texts
}

/** An own property that is plain data, or `undefined`; getters are not run. */
export function ownData(target: object, key: PropertyKey): unknown {
  const descriptor = descriptorOf(target, key)
  return descriptor && hasOwn(descriptor, 'value') ? descriptor.value : undefined
}

/** Whether `target` has an own property. */
export const hasOwn: (target: object, key: PropertyKey) => boolean = uncurry(Object.prototype.hasOwnProperty)

/** Narrows to anything that has properties. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Whether `prototype` is in the prototype chain. Proxies in it are the caller's concern. */
export function inherits(value: object, prototype: object): boolean {
  for (let link = prototypeOf(value); link !== null; link = prototypeOf(link)) if (link === prototype) return true
  return false
}

/** Whether a pattern without flags `g` and `y` matches. */
export function matches(pattern: RegExp, text: string): boolean {
  return regExpExec(pattern, text) !== null
}
