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
  const listsKeys = shown === length && length <= MAX_LISTED_KEYS
  const left = listsKeys ? addProperties(showing, value, entries, isIndexOrLength) : 0
  const name = className(value, showing.tellKind)
  const open = name === 'Array' ? '[' : `${name}(${length}) [`
  return listParts(open, entries, listsKeys ? remainder(left, 'property') : remainder(length - shown, 'item'), ']')
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
  const open = `${typedArrayKind(value) as string}(${length}) [`
  return listParts(open, entries, remainder(length - entries.length, 'item'), ']')
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
  const open = `${className(value, showing.tellKind) || 'Map'}(${size}) {`
  return recordParts(open, entries, remainder(size - entries.length, 'item'))
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
  const open = `${className(value, showing.tellKind) || 'Set'}(${size}) {`
  return listParts(open, entries, remainder(size - entries.length, 'item'), '}')
}

/** Takes apart an object by its enumerable properties. */
export function objectParts(showing: Showing, value: object): Parts {
  const entries: string[] = []
  const left = addProperties(showing, value, entries, () => false)
  const name = className(value, showing.tellKind)
  return recordParts(name ? `${name} {` : '{', entries, remainder(left, 'property'))
}

/** Adds the enumerable properties that there is room for; gives how many keys are left. */
function addProperties(
  showing: Showing,
  value: object,
  entries: string[],
  isSkipped: (key: string) => boolean,
): number {
  const keys = ownKeys(value)
  for (let index = 0; index < keys.length; index += 1) {
    if (entries.length >= showing.limits.items || showing.left <= 0) return keys.length - index
    const key = keys[index] ?? ''
    if (typeof key === 'string' && isSkipped(key)) continue
    const descriptor = descriptorOf(value, key)
    if (!descriptor?.enumerable) continue
    append(entries, `${keyText(key)}: ${propertyText(showing, descriptor)}`)
  }
  return 0
}

function keyText(key: string | symbol): string {
  return typeof key === 'symbol' ? `[${symbolText(key)}]` : quoteKey(key)
}

function propertyText(showing: Showing, descriptor: PropertyDescriptor): string {
  if (hasOwn(descriptor, 'value')) return showing.show(descriptor.value)
  if (descriptor.get === undefined) return '[Setter]'
  return descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]'
}

function remainder(count: number, noun: 'item' | 'property'): string {
  if (count <= 0) return ''
  const plural = noun === 'item' ? 'items' : 'properties'
  return `… ${count} more ${count === 1 ? noun : plural}`
}

function listParts(open: string, entries: readonly string[], left: string, close: string): Parts {
  return bare({ open, entries, remainder: left, close, isList: true })
}

function recordParts(open: string, entries: readonly string[], left: string): Parts {
  return bare({ open, entries, remainder: left, close: '}', isList: false })
}
