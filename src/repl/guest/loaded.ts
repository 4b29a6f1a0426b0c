import type { Loading, Loadings } from '../bridge.ts'
import { append, define, hasOwn, isObject, ownData, WRITABLE } from './objects.ts'
import {
  global,
  isArray,
  MapConstructor,
  mapGet,
  mapHas,
  mapSet,
  parseJson,
  WeakSetConstructor,
  weakSetAdd,
  weakSetHas,
} from './primordials.ts'

/** The variables that the host sets between blocks, such as `context`. To a block they are variables like any other. */
export interface LoadedVariables {
  has(name: string): boolean
  /** Those that still exist, in the order in which they were first set. */
  names(): string[]
  /** Sets one, and appends its value to an array that is one too. Throws where the text is no JSON. */
  load(name: string, kind: 'text' | 'json', text: string, appendTo: string | undefined): Loadings
}

/** Builds the view on them. */
export function createLoadedVariables(): LoadedVariables {
  const names: string[] = []
  const traces = new MapConstructor<string, unknown>()
  const objects = new WeakSetConstructor<object>()
  /** What was appended to each array, for when a block has made something else of it. */
  const appended = new MapConstructor<string, unknown[]>()
  /** Remembers enough of a value to know it again, and keeps none alive that a block has let go of. */
  const remember = (name: string, value: unknown): void => {
    if (!mapHas(traces, name)) append(names, name)
    if (isObject(value)) weakSetAdd(objects, value)
    mapSet(traces, name, traceOf(value))
  }
  const isUntouched = (name: string): boolean => {
    const value = ownData(global, name)
    return isObject(value) ? weakSetHas(objects, value) : mapGet(traces, name) === traceOf(value)
  }
  const set = (name: string, value: unknown): Loading => {
    const isReplaced = hasOwn(global, name) && !isUntouched(name)
    // A function of a block's has left a property that can be written only.
    const isSet = define(global, name, value) || define(global, name, value, WRITABLE)
    remember(name, value)
    return !isSet ? 'refused' : isReplaced ? 'replaced' : 'set'
  }
  const appendValue = (name: string, value: unknown): Loading => {
    const values = mapGet(appended, name) ?? []
    append(values, value)
    mapSet(appended, name, values)
    const list = ownData(global, name)
    const isOurs = isArray(list) && weakSetHas(objects, list)
    return isOurs && tryAppend(list, value) ? 'set' : set(name, copyOf(values))
  }
  return {
    has: (name) => mapHas(traces, name),
    names: () => existing(names),
    load: (name, kind, text, appendTo) => {
      const value: unknown = kind === 'text' ? text : parseJson(text)
      const loading = set(name, value)
      return appendTo === undefined ? loading : `${loading},${appendValue(appendTo, value)}`
    },
  }
}

/** A block may have frozen the array, or made it so long that nothing fits behind its end. */
function tryAppend(list: unknown[], value: unknown): boolean {
  const { length } = list
  return define(list, length, value) && list.length === length + 1
}

function copyOf(values: readonly unknown[]): unknown[] {
  const copy: unknown[] = []
  for (let index = 0; index < values.length; index += 1) append(copy, values[index])
  return copy
}

/** The length of a text; `'object'` for everything that is known by itself. */
function traceOf(value: unknown): unknown {
  if (isObject(value)) return 'object'
  return typeof value === 'string' ? value.length : value
}

function existing(names: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    if (hasOwn(global, name)) append(kept, name)
  }
  return kept
}
