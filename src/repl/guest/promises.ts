import { append, bare, define, inherits, isObject } from './objects.ts'
import { deleteProperty, isArray, PromiseConstructor, promiseThen, PromisePrototype } from './primordials.ts'

const ready = PromiseConstructor.resolve()
// Without a constructor of its own, `then` would look for one on a prototype that a block may have changed.
define(ready, 'constructor', undefined)

/** Runs `job` as a microtask. What it throws is lost. */
export function schedule(job: () => void): void {
  promiseThen(ready, () => attempt(job))
}

/** Runs code that a block may make fail, where nothing can be done about it. */
export function attempt(job: () => void): void {
  try {
    job()
  } catch {
    // The block has only harmed itself.
  }
}

/** Whether a value is a promise of this realm. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if (!isObject(value)) return false
  try {
    return inherits(value, PromisePrototype)
  } catch {
    return false
  }
}

/** Calls one of the handlers when a promise settles. Gives whether the value is a promise at all. */
export function react(value: unknown, onValue: (value: unknown) => void, onError: (error: unknown) => void): boolean {
  if (!isPromise(value)) return false
  let isMarked = false
  try {
    isMarked = define(value, 'constructor', undefined)
    promiseThen(value, onValue, onError)
    return true
  } catch {
    return false
  } finally {
    if (isMarked) deleteProperty(value, 'constructor')
  }
}

/** Calls `onValue` with a value once neither it nor, in an array, one of its elements is a promise any more. */
export function resolveDeep(
  value: unknown,
  onValue: (value: unknown) => void,
  onError: (error: unknown) => void,
): void {
  const gathered = (resolved: unknown): void => {
    if (!gather(resolved, onValue, onError)) onValue(resolved)
  }
  if (!react(value, gathered, onError)) gathered(value)
}

/** Waits for the promises among the elements of an array; gives `false` where there are none. */
export function gather(
  list: unknown,
  onValues: (values: unknown[]) => void,
  onError: (error: unknown) => void,
): boolean {
  const elements = elementsWithPromise(list)
  if (!elements) return false
  const values: unknown[] = []
  let missing = elements.length
  const arrive = (index: number, value: unknown): void => {
    define(values, index, value)
    missing -= 1
    if (missing === 0) onValues(values)
  }
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index]
    if (!react(element, (value) => arrive(index, value), onError)) arrive(index, element)
  }
  return true
}

/** Elements of an array that are looked at when promises are searched for. */
export const MAX_ELEMENTS = 100_000

/** A copy of an array of bearable size that holds a promise; `undefined` for everything else. */
function elementsWithPromise(list: unknown): unknown[] | undefined {
  let hasPromise = false
  const elements: unknown[] = []
  try {
    if (!isArray(list) || list.length > MAX_ELEMENTS) return undefined
    for (let index = 0; index < list.length; index += 1) {
      append(elements, list[index])
      hasPromise ||= isPromise(elements[index])
    }
  } catch {
    // An array of the block's own making that cannot be read holds nothing to wait for.
    return undefined
  }
  return hasPromise ? elements : undefined
}

/** A promise, with what settles it. */
export interface Deferred {
  promise: Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Makes a promise to be settled from elsewhere. */
export function defer(): Deferred {
  const deferred: Partial<Deferred> = bare({})
  deferred.promise = new PromiseConstructor<unknown>((resolve, reject) => {
    deferred.resolve = resolve
    deferred.reject = reject
  })
  return deferred as Deferred
}
