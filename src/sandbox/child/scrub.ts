import { freezeIntrinsics, KEPT_GLOBALS } from './intrinsics.ts'

/**
 * Removes every power from the child's main realm, so that a block that breaks out of its own realm finds nothing: no
 * `process`, no module loader, no timer, no network, and intrinsics that it cannot change.
 */
export function scrubRealm(): void {
  const bufferPrototype: object = Buffer.prototype
  scrubProcess()
  removeProperties(globalThis, (key) => !KEPT_GLOBALS.has(key))
  freezeIntrinsics()
  Object.freeze(bufferPrototype)
  Object.freeze(globalThis)
}

function scrubProcess(): void {
  const target: object = process
  const prototype: unknown = Object.getPrototypeOf(target)
  removeProperties(target)
  if (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) removeProperties(prototype)
  // Node asks this for every exception that escapes a microtask, and ends the process unless it answers true.
  Object.defineProperty(target, '_fatalException', { value: Object.freeze(() => true) })
  // Node's type stripper calls itself experimental at its first use.
  Object.defineProperty(target, 'emitWarning', { value: Object.freeze(() => {}) })
}

/** Deletes without reading: some of Node's getters load half of Node. */
function removeProperties(target: object, isRemoved: (key: PropertyKey) => boolean = () => true): void {
  for (const key of Reflect.ownKeys(target)) {
    if (isRemoved(key) && !Reflect.deleteProperty(target, key)) overwrite(target, key)
  }
}

function overwrite(target: object, key: PropertyKey): void {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key)
  if (descriptor?.writable === true) Reflect.set(target, key, undefined)
}
