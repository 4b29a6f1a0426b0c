import { invalidContext } from './invalid-context.ts'
import { type Branch, pathOf } from './json-path.ts'

/** Objects that JSON would empty or garble, with what to pass instead. */
const LOST: readonly (readonly [abstract new (...args: never) => object, string])[] = [
  [Promise, 'Await it first.'],
  [Map, 'Pass Object.fromEntries(map), or [...map].'],
  [Set, 'Pass [...set].'],
  [Error, 'Pass its message or its stack.'],
  [ArrayBuffer, 'Decode it to a string first, such as with new TextDecoder().decode(bytes).'],
  [Uint8Array, 'Decode it to a string first, such as with new TextDecoder().decode(bytes).'],
]

/**
 * Checks one value, without its children, at the end of `way`.
 *
 * @throws TypeError of code `'invalid-context'` where JSON would drop or change it.
 */
export function checkKept(value: unknown, way: readonly Branch[]): void {
  if (typeof value === 'bigint') throw lost(way, 'a bigint', 'Pass String(value).')
  if (typeof value === 'symbol') throw lost(way, 'a symbol', 'Pass its description.')
  if (typeof value === 'function') throw lost(way, 'a function', 'Leave it out, or pass what it returns.')
  if (typeof value === 'number' && !Number.isFinite(value)) throw lost(way, String(value), 'Pass null or a string.')
  if (typeof value === 'object' && value !== null) checkObject(value, way)
}

function checkObject(value: object, way: readonly Branch[]): void {
  if (isPlain(value)) return
  const [type, remedy] = LOST.find(([known]) => value instanceof known) ?? []
  if (type !== undefined) throw lost(way, `a value of class ${className(value)}`, remedy)
  if (ArrayBuffer.isView(value)) throw lost(way, `a value of class ${className(value)}`, 'Pass Array.from(value).')
  if (Object.keys(value).length > 0) return
  throw lost(
    way,
    `a value of class ${className(value)} without fields of its own`,
    'Pass what it holds, as plain data.',
  )
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
}

function className(value: object): string {
  const { constructor } = value
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'unknown'
}

function lost(way: readonly Branch[], received: string, remedy: string | undefined): TypeError {
  return invalidContext(
    `\`context\` must be a string or a value that JSON can hold; \`${pathOf(way)}\` is ${received}. ${remedy}`,
  )
}
