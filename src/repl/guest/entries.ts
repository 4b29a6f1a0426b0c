import type { Post } from './calls.ts'
import type { Posted } from './mailbox.ts'
import { append, bare, define, isObject } from './objects.ts'
import {
  apply,
  ArrayPrototype,
  isArray,
  PromiseConstructor,
  TypeErrorConstructor,
  WeakMapConstructor,
  weakMapGet,
  weakMapSet,
  WeakSetConstructor,
  weakSetAdd,
  weakSetHas,
} from './primordials.ts'

type AnyFunction = (...parameters: never[]) => unknown

/** How a function is entered when not as usual: to give a promise, or a call that is only posted. */
type Mode = 'async' | 'posted'
type Entries = Record<Mode, AnyFunction>

/** Functions that can be entered in more than one way; the rewritten blocks choose. */
export interface EntryTable {
  /** The usual, synchronous function of a model call. */
  open(name: string, post: Post): AnyFunction
  /** The same as a function that always gives a promise. */
  openAsync(name: string, post: Post): AnyFunction
  has(fn: unknown): boolean
  /** What rewritten blocks may call. */
  runtime: EntryRuntime
}

/** The part of the runtime that is about entries. */
interface EntryRuntime {
  async(fn: unknown, name: string): unknown
  mode(): Mode | undefined
  enter(mode: Mode | undefined, fn: unknown): unknown
  dual(fn: AnyFunction, name?: string): AnyFunction
  batch(list: unknown, callback: unknown): unknown
}

/** Builds the table. */
export function createEntryTable(): EntryTable {
  const entries = new WeakMapConstructor<object, Entries>()
  const posted = new WeakSetConstructor<object>()
  const entryOf = (fn: unknown, mode: Mode): AnyFunction | undefined =>
    isObject(fn) ? weakMapGet(entries, fn)?.[mode] : undefined
  const asyncEntry = (post: Post): AnyFunction => promising((a, b, c) => post(a, b, c).promise())
  return bare({
    open: (name: string, post: Post) => {
      const fn = named(name, (a: unknown, b: unknown, c: unknown) => post(a, b, c).wait())
      const postOnly = (a: unknown, b: unknown, c: unknown): Posted => remember(posted, post(a, b, c))
      weakMapSet(entries, fn, bare({ async: asyncEntry(post), posted: postOnly }))
      return fn
    },
    openAsync: (name: string, post: Post) => named(name, asyncEntry(post)),
    has: (fn: unknown) => isObject(fn) && weakMapGet(entries, fn) !== undefined,
    runtime: createRuntime(entries, posted, entryOf),
  })
}

function createRuntime(
  entries: WeakMap<object, Entries>,
  posted: WeakSet<object>,
  entryOf: (fn: unknown, mode: Mode) => AnyFunction | undefined,
): EntryRuntime {
  let current: Mode | undefined
  const takeMode = (): Mode | undefined => {
    const mode = current
    current = undefined
    return mode
  }
  /** Calls `fn` so that its first statement finds the mode. */
  const entering = (fn: AnyFunction, mode: Mode): AnyFunction =>
    function (this: unknown, ...parameters: never[]) {
      current = mode
      try {
        return apply(fn, this, parameters)
      } finally {
        current = undefined
      }
    }
  return bare({
    async: (fn: unknown, name: string) => {
      if (typeof fn !== 'function') throw new TypeErrorConstructor(`${name} is not a function`)
      return entryOf(fn, 'async') ?? fn
    },
    mode: takeMode,
    enter: (mode: Mode | undefined, fn: unknown) => (mode && entryOf(fn, mode)) ?? fn,
    dual: (fn: AnyFunction, name?: string) => {
      weakMapSet(entries, fn, bare({ async: promising(entering(fn, 'async')), posted: entering(fn, 'posted') }))
      return name === undefined ? fn : named(name, fn)
    },
    batch: (list: unknown, callback: unknown) => {
      const post = entryOf(callback, 'posted')
      if (!post || !isArray(list) || list.map !== ArrayPrototype.map) return (list as unknown[]).map(callback as never)
      return waitForAll(posted, postEach(list, post as (element: unknown, index: number, list: unknown) => unknown))
    },
  })
}

/** Makes what `fn` gives or throws a promise. */
function promising(fn: AnyFunction): AnyFunction {
  return function (this: unknown, ...parameters: never[]) {
    return new PromiseConstructor((resolve, reject) => {
      try {
        resolve(apply(fn, this, parameters))
      } catch (error) {
        reject(error)
      }
    })
  }
}

function postEach(list: unknown[], post: (element: unknown, index: number, list: unknown) => unknown): unknown[] {
  const values: unknown[] = []
  for (let index = 0; index < list.length; index += 1) append(values, post(list[index], index, list))
  return values
}

function waitForAll(posted: WeakSet<object>, values: unknown[]): unknown[] {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]
    if (isObject(value) && weakSetHas(posted, value)) define(values, index, (value as Posted).wait())
  }
  return values
}

function remember(posted: WeakSet<object>, call: Posted): Posted {
  weakSetAdd(posted, call)
  return call
}

function named<T extends AnyFunction>(name: string, fn: T): T {
  define(fn, 'name', name, bare({ writable: false, enumerable: false, configurable: true }))
  return fn
}
