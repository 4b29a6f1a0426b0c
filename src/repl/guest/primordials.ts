/*
 * The builtins as they are before any block runs. A block may replace every one of them, so that guest code reads them
 * from here and nowhere else, and never relies on a prototype afterwards: no method calls, no iteration, no spread, no
 * assignment to an index of an array, no object literal without a null prototype whose missing properties are read.
 */

type Method<This, Parameters extends unknown[], Result> = (this: This, ...parameters: Parameters) => Result

const { bind, call } = Function.prototype

/** Makes a method a function of its receiver. */
export const uncurry = bind.bind(call as never) as <This, Parameters extends unknown[], Result>(
  method: Method<This, Parameters, Result>,
) => (self: This, ...parameters: Parameters) => Result

export const { apply, construct, defineProperty, deleteProperty, ownKeys } = Reflect
export const descriptorOf = Reflect.getOwnPropertyDescriptor
export const prototypeOf = Reflect.getPrototypeOf
export const { freeze, keys: ownNames, setPrototypeOf } = Object
export const { isArray } = Array
export const { parse: parseJson, stringify: stringifyJson } = JSON

export const { imul, random } = Math
export const MathObject = Math
export const nativeNow = Date.now

export const global: object = globalThis
export const ObjectPrototype = Object.prototype
export const ArrayPrototype = Array.prototype
export const ErrorPrototype = Error.prototype
export const PromisePrototype = Promise.prototype
export const AsyncFunctionPrototype = prototypeOf(async () => {})

export const ErrorConstructor = Error
export const TypeErrorConstructor = TypeError
export const ReferenceErrorConstructor = ReferenceError
export const PromiseConstructor = Promise
export const MapConstructor = Map
export const SetConstructor = Set
export const DateConstructor = Date
export const RegExpConstructor = RegExp
export const WeakMapConstructor = WeakMap
export const WeakSetConstructor = WeakSet
export const StringOf = String
export const NumberOf = Number

export const mapGet = uncurry(Map.prototype.get)
export const mapSet = uncurry(Map.prototype.set)
export const mapHas = uncurry(Map.prototype.has)
export const mapDelete = uncurry(Map.prototype.delete)
export const mapClear = uncurry(Map.prototype.clear)
export const mapEntries = uncurry(Map.prototype.entries)
export const mapSize = getterOf(Map.prototype, 'size')
export const setAdd = uncurry(Set.prototype.add)
export const setHas = uncurry(Set.prototype.has)
export const setValues = uncurry(Set.prototype.values)
export const setSize = getterOf(Set.prototype, 'size')
export const weakMapGet = uncurry(WeakMap.prototype.get)
export const weakMapSet = uncurry(WeakMap.prototype.set)
export const weakSetAdd = uncurry(WeakSet.prototype.add)
export const weakSetHas = uncurry(WeakSet.prototype.has)
export const nextOfMap = uncurry(new Map<unknown, unknown>().entries().next)
export const nextOfSet = uncurry(new Set<unknown>().values().next)

export const arraySort = uncurry(Array.prototype.sort)

export const stringSlice = uncurry(String.prototype.slice)
export const stringIndexOf = uncurry(String.prototype.indexOf)
export const stringLastIndexOf = uncurry(String.prototype.lastIndexOf)
export const stringTrim = uncurry(String.prototype.trim)
export const stringRepeat = uncurry(String.prototype.repeat)
export const regExpExec = uncurry(RegExp.prototype.exec)
export const promiseThen = uncurry(Promise.prototype.then as (...handlers: unknown[]) => unknown)

export const errorText = uncurry(Error.prototype.toString)
export const functionText = uncurry(Function.prototype.toString)
export const symbolText = uncurry(Symbol.prototype.toString)
export const dateText = uncurry(Date.prototype.toISOString)
export const localDateText = uncurry(Date.prototype.toString)
export const dateValue = uncurry(Date.prototype.getTime)
export const regExpSource = getterOf(RegExp.prototype, 'source')
export const regExpFlags = getterOf(RegExp.prototype, 'flags')
export const stringValue = uncurry(String.prototype.valueOf)
export const numberValue = uncurry(Number.prototype.valueOf)
export const booleanValue = uncurry(Boolean.prototype.valueOf)
export const bufferSize = getterOf(ArrayBuffer.prototype, 'byteLength')
export const bufferSlice = uncurry(ArrayBuffer.prototype.slice)

const typedArrayPrototype = prototypeOf(Uint8Array.prototype) ?? {}
/** The name of a typed array's kind; `undefined` for anything else. */
export const typedArrayKind = getterOf(typedArrayPrototype, Symbol.toStringTag)
export const typedArrayLength = getterOf(typedArrayPrototype, 'length')
export const typedArraySlice = uncurry(Uint8Array.prototype.slice)

/** V8's own getter of an error's stack, where errors have one. */
export const stackGetter = descriptorOf(new Error('probe'), 'stack')?.get

function getterOf(prototype: object, key: PropertyKey): (self: unknown) => unknown {
  const getter = descriptorOf(prototype, key)?.get
  return uncurry(getter as Method<unknown, [], unknown>)
}
