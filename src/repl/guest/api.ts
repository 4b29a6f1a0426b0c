import { bare, define, LOCKED } from './objects.ts'
import { append, join } from './objects.ts'
import { defineProperty, freeze, global } from './primordials.ts'

/** The names that the REPL defines: a block may shadow them, for itself. */
export interface Api {
  add(name: string, value: object): void
  /** Undoes what the block did to the names; gives those that it had shadowed, comma separated. */
  restore(): string
}

interface Entry {
  name: string
  original: object
  current: unknown
}

/** Builds the table of names. An accessor that cannot be redefined keeps the original out of reach. */
export function createApi(): Api {
  const entries: Entry[] = []
  return bare({
    add: (name: string, original: object) => {
      const entry: Entry = bare({ name, original: freeze(original), current: original })
      append(entries, entry)
      const get = freeze(() => entry.current)
      const set = freeze((value: unknown) => {
        entry.current = value
      })
      defineProperty(global, name, bare({ get, set, enumerable: false, configurable: false }))
    },
    restore: () => {
      const shadowed: string[] = []
      for (let index = 0; index < entries.length; index += 1) {
        const entry = entries[index] as Entry
        if (entry.current !== entry.original) append(shadowed, entry.name)
        entry.current = entry.original
      }
      return join(shadowed, ', ')
    },
  })
}

/** Defines a global that a block can neither see in a listing nor change. */
export function lockGlobal(name: string, value: object): void {
  define(global, name, freeze(value), LOCKED)
}
