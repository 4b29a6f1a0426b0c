import type { Host } from './bridge.ts'
import { hasOwn, inherits } from './objects.ts'
import {
  AsyncFunctionPrototype,
  booleanValue,
  bufferSize,
  dateValue,
  descriptorOf,
  ErrorPrototype,
  functionText,
  isArray,
  mapSize,
  numberValue,
  ObjectPrototype,
  PromisePrototype,
  prototypeOf,
  regExpSource,
  setSize,
  stringSlice,
  stringValue,
  symbolText,
  typedArrayKind,
} from './primordials.ts'

/** What an object is, whatever it pretends to be. */
export type Kind =
  | 'array'
  | 'boxed'
  | 'buffer'
  | 'date'
  | 'error'
  | 'function'
  | 'map'
  | 'object'
  | 'promise'
  | 'proxy'
  | 'regexp'
  | 'set'
  | 'typed-array'

/** Tells the kinds of objects apart without running code of a block. */
export type KindTeller = (value: object) => Kind

/** Each succeeds for objects with the right internal slot, and throws for all others. */
const SLOT_TESTS: { kind: Kind; read: (value: never) => unknown }[] = [
  { kind: 'map', read: mapSize },
  { kind: 'set', read: setSize },
  { kind: 'date', read: dateValue },
  { kind: 'regexp', read: regExpSource },
  { kind: 'buffer', read: bufferSize },
  { kind: 'boxed', read: stringValue },
  { kind: 'boxed', read: numberValue },
  { kind: 'boxed', read: booleanValue },
]

/** Builds the teller; only the main realm can recognise a proxy. */
export function createKindTeller(host: Host): KindTeller {
  const isProxy = (value: object): boolean => host('is-proxy', value) === true
  return (value) => {
    if (isProxy(value)) return 'proxy'
    if (typeof value === 'function') return 'function'
    if (isArray(value)) return 'array'
    const prototype = prototypeOf(value)
    // Most objects are plain; the tests below cost an exception each.
    if (prototype === null || prototype === ObjectPrototype) return 'object'
    return slotKind(value) ?? chainKind(value, prototype, isProxy)
  }
}

function slotKind(value: object): Kind | undefined {
  if (typedArrayKind(value) !== undefined) return 'typed-array'
  for (let index = 0; index < SLOT_TESTS.length; index += 1) {
    const test = SLOT_TESTS[index]
    if (test && succeeds(test.read, value)) return test.kind
  }
  return undefined
}

function succeeds(read: (value: never) => unknown, value: object): boolean {
  try {
    read(value as never)
    return true
  } catch {
    return false
  }
}

function chainKind(value: object, prototype: object, isProxy: (value: object) => boolean): Kind {
  for (let link: object | null = prototype; link !== null; link = prototypeOf(link)) {
    if (isProxy(link)) return 'object'
    if (link === ErrorPrototype) return 'error'
    if (link === PromisePrototype) return value === link ? 'object' : 'promise'
  }
  return 'object'
}

/** The name of the class that an object is an instance of; `''` for plain objects. */
export function className(value: object, tellKind: KindTeller): string {
  for (let link = prototypeOf(value); link !== null; link = prototypeOf(link)) {
    if (tellKind(link) === 'proxy') return ''
    const descriptor = descriptorOf(link, 'constructor')
    if (!descriptor || !hasOwn(descriptor, 'value')) continue
    return link === ObjectPrototype ? '' : functionName(descriptor.value, tellKind)
  }
  return '[Object: null prototype]'
}

/** The name of a function where it is plain data; else `''`. */
function functionName(value: unknown, tellKind: KindTeller): string {
  if (typeof value !== 'function' || tellKind(value) === 'proxy') return ''
  const descriptor = descriptorOf(value, 'name')
  const name: unknown = descriptor && hasOwn(descriptor, 'value') ? descriptor.value : ''
  return typeof name === 'string' ? stringSlice(name, 0, 100) : ''
}

/** `[Function: f]`, `[AsyncFunction: f]`, `[class C]`. */
export function functionLabel(value: object, tellKind: KindTeller): string {
  const name = functionName(value, tellKind)
  if (isClass(value)) return name ? `[class ${name}]` : '[class (anonymous)]'
  const kind = inherits(value, AsyncFunctionPrototype ?? {}) ? 'AsyncFunction' : 'Function'
  return name ? `[${kind}: ${name}]` : `[${kind} (anonymous)]`
}

/** Whether a function is written as a class. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && stringSlice(functionText(value), 0, 5) === 'class'
}

/** A primitive as Node shows it; `undefined` for strings and objects. */
export function primitiveText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return value === 0 && 1 / value < 0 ? '-0' : `${value}`
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return symbolText(value)
    case 'boolean':
    case 'undefined':
      return `${value}`
    default:
      return value === null ? 'null' : undefined
  }
}
