import type { Showing } from './format.ts'
import { className } from './kinds.ts'
import type { Parts } from './layout.ts'
import { append, bare, hasOwn, matches } from './objects.ts'
import {
  descriptorOf,
  mapEntries,
  mapSize,
  nextOfMap,
  nextOfSet,
  ownKeys,
  setSize,
  setValues,
  symbolText,
  typedArrayKind,
  typedArrayLength,
} from './primordials.ts'
import { quoteKey } from './quote.ts'

/** Takes apart an array; holes are counted. */
export function arrayParts(showing: Showing, value: object): Parts {
  const list = value as unknown[]
  const { length } = list
  const entries: string[] = []
  let shown = 0
  for (; shown < length && entries.length < showing.limits.items && showing.left > 0; shown += 1) {
    const descriptor = descriptorOf(list, shown)
    append(entries, descriptor ? propertyText(showing, descriptor) : '<empty>')
  }
  addRemainder(entries, length - shown, 'item')
  if (shown === length && length <= MAX_LISTED_KEYS) addProperties(showing, value, entries, isIndexOrLength)
  const name = className(value, showing.tellKind)
  return parts(name === 'Array' ? '[' : `${name}(${length}) [`, entries, ']', true)
}

/** Arrays longer than this are not searched for further properties. */
const MAX_LISTED_KEYS = 1000

function isIndexOrLength(key: string): boolean {
  return key === 'length' || matches(/^\d+$/, key)
}

/** Takes apart a typed array. */
export function typedArrayParts(showing: Showing, value: object): Parts {
  const length = typedArrayLength(value) as number
  const entries: string[] = []
  for (let index = 0; index < length && index < showing.limits.items; index += 1) {
    append(entries, showing.show((value as unknown[])[index]))
  }
  addRemainder(entries, length - entries.length, 'item')
  return parts(`${typedArrayKind(value) as string}(${length}) [`, entries, ']', true)
}

/** Takes apart a map. */
export function mapParts(showing: Showing, value: object): Parts {
  const size = mapSize(value) as number
  const entries: string[] = []
  const iterator = mapEntries(value)
  while (entries.length < showing.limits.items && showing.left > 0) {
    const { done, value: entry } = nextOfMap(iterator)
    if (done) break
    append(entries, `${showing.show(entry[0])} => ${showing.show(entry[1])}`)
  }
  addRemainder(entries, size - entries.length, 'item')
  return parts(`${className(value, showing.tellKind) || 'Map'}(${size}) {`, entries, '}', false)
}

/** Takes apart a set. */
export function setParts(showing: Showing, value: object): Parts {
  const size = setSize(value) as number
  const entries: string[] = []
  const iterator = setValues(value)
  while (entries.length < showing.limits.items && showing.left > 0) {
    const { done, value: element } = nextOfSet(iterator)
    if (done) break
    append(entries, showing.show(element))
  }
  addRemainder(entries, size - entries.length, 'item')
  return parts(`${className(value, showing.tellKind) || 'Set'}(${size}) {`, entries, '}', true)
}

/** Takes apart an object by its enumerable properties. */
export function objectParts(showing: Showing, value: object): Parts {
  const entries: string[] = []
  addProperties(showing, value, entries, () => false)
  const name = className(value, showing.tellKind)
  return parts(name ? `${name} {` : '{', entries, '}', false)
}

function addProperties(showing: Showing, value: object, entries: string[], isSkipped: (key: string) => boolean): void {
  const keys = ownKeys(value)
  for (let index = 0; index < keys.length; index += 1) {
    if (entries.length >= showing.limits.items || showing.left <= 0) {
      addRemainder(entries, keys.length - index, 'property')
      return
    }
    const key = keys[index] ?? ''
    if (typeof key === 'string' && isSkipped(key)) continue
    const descriptor = descriptorOf(value, key)
    if (!descriptor?.enumerable) continue
    append(entries, `${keyText(key)}: ${propertyText(showing, descriptor)}`)
  }
}

function keyText(key: string | symbol): string {
  return typeof key === 'symbol' ? `[${symbolText(key)}]` : quoteKey(key)
}

function propertyText(showing: Showing, descriptor: PropertyDescriptor): string {
  if (hasOwn(descriptor, 'value')) return showing.show(descriptor.value)
  if (descriptor.get === undefined) return '[Setter]'
  return descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]'
}

function addRemainder(entries: string[], count: number, noun: 'item' | 'property'): void {
  if (count <= 0) return
  const plural = noun === 'item' ? 'items' : 'properties'
  append(entries, `… ${count} more ${count === 1 ? noun : plural}`)
}

function parts(open: string, entries: readonly string[], close: string, isList: boolean): Parts {
  return bare({ open, entries, close, isList })
}
