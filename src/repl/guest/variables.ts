import { describeValue } from './describe.ts'
import type { Format } from './format.ts'
import type { KindTeller } from './kinds.ts'
import type { LoadedVariables } from './loaded.ts'
import { append, bare, define, hasOwn, join, matches, ownData } from './objects.ts'
import { descriptorOf, global, isArray, MapConstructor, mapGet, mapSet, ownNames } from './primordials.ts'
import { isIdentifier } from './quote.ts'

/** Variables that are listed at most: the newest. A block may make any number of them. */
const MAX_LISTED = 300

/** The variables of the REPL: what blocks have left on the global object. */
export interface Variables {
  has(name: string): boolean
  get(name: string): unknown
  set(name: string, value: unknown): void
  /** The names of those that blocks have made, for a sentence. */
  listing(): string
  report(): VariableReport
}

/** The variables that blocks have made. */
interface VariableReport {
  /** Oldest first. */
  names: string[]
  /** A line for each that is new or changed since the last report: type, size and a preview. */
  changes: string[]
}

/** What the last report has said of a variable. */
interface Known {
  value: unknown
  description: string
}

/** Builds the view on the global object. */
export function createVariables(format: Format, tellKind: KindTeller, loaded: LoadedVariables): Variables {
  let known = new MapConstructor<string, Known>()
  const newest = (): Newest => newestVariables(ownNames(global), loaded)
  const describe = (name: string): Known => {
    const value = ownData(global, name)
    const before = mapGet(known, name)
    if (before && before.value === value && isLargeObject(before.description)) return before
    return bare({ value, description: describeValue(value, format, tellKind) })
  }
  return {
    has: (name) => hasOwn(global, name) && descriptorOf(global, name)?.enumerable === true,
    get: (name) => ownData(global, name),
    set: (name, value) => {
      if (hasOwn(global, name)) define(global, name, value, descriptorOf(global, name) as never)
    },
    listing: () => {
      const { names, older } = newest()
      return `${join(names, ', ')}${older > 0 ? `, and ${older} older ones` : ''}`
    },
    report: () => {
      const { names, older } = newest()
      const current = new MapConstructor<string, Known>()
      const changes = changedLines(names, known, current, describe)
      known = current
      if (older > 0 && changes.length === names.length) append(changes, `… and ${older} more variables`)
      return bare({ names, changes })
    },
  }
}

/** Merely counting the keys of a large object takes a while: as long as it is the same object, it is not done again. */
function isLargeObject(description: string): boolean {
  return matches(/^object \(\d{5,} keys\)/, description)
}

interface Newest {
  names: string[]
  /** How many older ones there are. */
  older: number
}

/** The last of the keys that are own variables. Listing a million keys takes seconds: it is done once in a report. */
function newestVariables(keys: readonly string[], loaded: LoadedVariables): Newest {
  const newestFirst: string[] = []
  let index = keys.length - 1
  for (; index >= 0 && newestFirst.length < MAX_LISTED; index -= 1) {
    const name = keys[index] ?? ''
    if (isIdentifier(name) && !loaded.has(name)) append(newestFirst, name)
  }
  const older = index < 0 ? 0 : keys.length - newestFirst.length - loaded.names().length
  return bare({ names: reversed(newestFirst), older })
}

function reversed(names: readonly string[]): string[] {
  const turned: string[] = []
  for (let index = names.length - 1; index >= 0; index -= 1) append(turned, names[index] ?? '')
  return turned
}

function changedLines(
  names: readonly string[],
  known: Map<string, Known>,
  current: Map<string, Known>,
  describe: (name: string) => Known,
): string[] {
  const changed: string[] = []
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const now = describe(name)
    mapSet(current, name, now)
    if (mapGet(known, name)?.description !== now.description) append(changed, `${name}: ${now.description}`)
  }
  return changed
}

/** What a variable holds: `'array'`, `'null'`, or its `typeof`. */
export function variableType(name: string): string {
  const value = ownData(global, name)
  if (isArray(value)) return 'array'
  return value === null ? 'null' : typeof value
}
