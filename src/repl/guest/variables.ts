import { PREVIEW_LIMITS, type Format } from './format.ts'
import { isClass, type KindTeller } from './kinds.ts'
import { append, define, hasOwn, isObject, join, ownData, ownNames } from './objects.ts'
import {
  bufferSize,
  descriptorOf,
  functionText,
  global,
  isArray,
  MapConstructor,
  mapGet,
  mapSet,
  mapSize,
  setSize,
  stringIndexOf,
  stringSlice,
  typedArrayKind,
  typedArrayLength,
} from './primordials.ts'
import { isIdentifier, oneLine } from './quote.ts'

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

/** Builds the view on the global object. */
export function createVariables(format: Format, tellKind: KindTeller): Variables {
  let known = new MapConstructor<string, string>()
  const names = (): string[] => withoutContext(ownNames(global))
  return {
    has: (name) => hasOwn(global, name) && descriptorOf(global, name)?.enumerable === true,
    get: (name) => ownData(global, name),
    set: (name, value) => {
      if (hasOwn(global, name)) define(global, name, value, descriptorOf(global, name) as never)
    },
    names,
    listing: () => join(names(), ', '),
    describeChanges: () => {
      const current = new MapConstructor<string, string>()
      const changed = changedLines(names(), known, current, (name) => describe(ownData(global, name), format, tellKind))
      known = current
      return changed
    },
  }
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
  known: Map<string, string>,
  current: Map<string, string>,
  describeName: (name: string) => string,
): string[] {
  const changed: string[] = []
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    const description = describeName(name)
    mapSet(current, name, description)
    if (mapGet(known, name) !== description) append(changed, `${name}: ${description}`)
  }
  return changed
}

/** Such as `array (1000 items) = [ 'a', 'b', … 998 more items ]`. */
function describe(value: unknown, format: Format, tellKind: KindTeller): string {
  try {
    const preview = oneLine(format(value, PREVIEW_LIMITS), PREVIEW_LIMITS.total)
    if (!isObject(value)) {
      const size = typeof value === 'string' ? ` (${value.length} characters)` : ''
      return `${value === null ? 'null' : typeof value}${size} = ${preview}`
    }
    return describeObject(value, tellKind, preview)
  } catch {
    return 'object'
  }
}

function describeObject(value: object, tellKind: KindTeller, preview: string): string {
  const kind = tellKind(value)
  switch (kind) {
    case 'array':
      return `array (${count((value as unknown[]).length, 'item')}) = ${preview}`
    case 'map':
      return `map (${count(mapSize(value) as number, 'entry')}) = ${preview}`
    case 'set':
      return `set (${count(setSize(value) as number, 'item')}) = ${preview}`
    case 'typed-array':
      return `${typedArrayKind(value) as string} (${count(typedArrayLength(value) as number, 'item')}) = ${preview}`
    case 'buffer':
      return `buffer (${count(bufferSize(value) as number, 'byte')})`
    case 'function':
      return isClass(value) ? 'class' : `function ${signature(value)}`
    case 'object':
      return `object (${count(ownNames(value).length, 'key')}) = ${preview}`
    default:
      return `${kind} = ${preview}`
  }
}

function count(number: number, noun: 'item' | 'entry' | 'byte' | 'key'): string {
  if (number === 1) return `1 ${noun}`
  return `${number} ${noun === 'entry' ? 'entries' : `${noun}s`}`
}

/** The parameters as they are written, roughly. */
function signature(fn: object): string {
  const text = stringSlice(functionText(fn), 0, 200)
  const open = stringIndexOf(text, '(')
  const close = stringIndexOf(text, ')', open)
  return open < 0 || close < 0 ? '(…)' : oneLine(stringSlice(text, open, close + 1), 80)
}

/** Whether the variable `context` is text, and what else it is. */
export function contextType(): string {
  const context = ownData(global, 'context')
  if (isArray(context)) return 'array'
  return context === null ? 'null' : typeof context
}
