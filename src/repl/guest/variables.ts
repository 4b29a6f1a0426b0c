import { describeValue } from './describe.ts'
import type { Format } from './format.ts'
import type { KindTeller } from './kinds.ts'
import { append, bare, define, hasOwn, join, matches, ownData, ownNames } from './objects.ts'
import { descriptorOf, global, isArray, MapConstructor, mapGet, mapSet } from './primordials.ts'
import { isIdentifier } from './quote.ts'

/** The variables of the REPL: what blocks have left on the global object. */
export interface Variables {
  has(name: string): boolean
  get(name: string): unknown
  set(name: string, value: unknown): void
  /** All names but `context`. */
  names(): string[]
  /** The names, in a sentence. */
  listing(): string
  /** A line for each variable that is new or changed since the last call: type, size and a preview. */
  describeChanges(): string[]
}

/** What the last report has said of a variable. */
interface Known {
  value: unknown
  description: string
}

/** Builds the view on the global object. */
export function createVariables(format: Format, tellKind: KindTeller): Variables {
  let known = new MapConstructor<string, Known>()
  const names = (): string[] => withoutContext(ownNames(global))
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
    names,
    listing: () => join(names(), ', '),
    describeChanges: () => {
      const current = new MapConstructor<string, Known>()
      const changed = changedLines(names(), known, current, describe)
      known = current
      return changed
    },
  }
}

/** Merely counting the keys of a large object takes a while: as long as it is the same object, it is not done again. */
function isLargeObject(description: string): boolean {
  return matches(/^object \(\d{5,} keys\)/, description)
}

function withoutContext(names: readonly string[]): string[] {
  const kept: string[] = []
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    if (name !== 'context' && isIdentifier(name)) append(kept, name)
  }
  return kept
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

/** Whether the variable `context` is text, and what else it is. */
export function contextType(): string {
  const context = ownData(global, 'context')
  if (isArray(context)) return 'array'
  return context === null ? 'null' : typeof context
}
