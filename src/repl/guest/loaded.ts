import type { Loading } from '../bridge.ts'
import { append, define, hasOwn, isObject, ownData, WRITABLE } from './objects.ts'
import {
  global,
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
  /** Sets one. Throws where the text is no JSON. */
  load(name: string, kind: 'text' | 'json', text: string): Loading
}

/** Builds the view on them. */
export function createLoadedVariables(): LoadedVariables {
  const names: string[] = []
  const traces = new MapConstructor<string, unknown>()
  const objects = new WeakSetConstructor<object>()
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
  return {
    has: (name) => mapHas(traces, name),
    names: () => existing(names),
    load: (name, kind, text) => {
      const value: unknown = kind === 'text' ? text : parseJson(text)
      const isReplaced = hasOwn(global, name) && !isUntouched(name)
      // A function of a block's has left a property that can be written only.
      const isSet = define(global, name, value) || define(global, name, value, WRITABLE)
      remember(name, value)
      return !isSet ? 'refused' : isReplaced ? 'replaced' : 'set'
    },
  }
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
