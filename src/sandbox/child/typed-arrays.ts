import type { Engine } from '../../repl/repl.ts'

const TYPED_ARRAYS =
  /^(?:ArrayBuffer|DataView|(?:Int|Uint)(?:8|16|32)Array|Uint8ClampedArray|Float(?:16|32|64)Array|Big(?:Int|Uint)64Array)$/

/** An engine, and a way to take from its realms what allocates memory outside V8's heap. */
export interface LimitedEngine {
  engine: Engine
  /** To be called before the first block: afterwards a realm's global is a block's, and not to be touched. */
  removeTypedArrays(): void
}

/**
 * V8's own limit covers the heap alone. No literal makes a buffer, so that without the constructors there is none; the
 * REPL itself has taken what it needs when it booted.
 */
export function limitEngine(engine: Engine): LimitedEngine {
  const realms: object[] = []
  return {
    engine: {
      ...engine,
      createContext: (...parameters) => {
        const realm = engine.createContext(...parameters)
        realms.push(realm)
        return realm
      },
    },
    removeTypedArrays: () => realms.forEach(removeFrom),
  }
}

function removeFrom(realm: object): void {
  for (const name of Reflect.ownKeys(realm)) {
    if (typeof name === 'string' && TYPED_ARRAYS.test(name)) Reflect.deleteProperty(realm, name)
  }
}
