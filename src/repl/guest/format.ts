import { className, primitiveText, type Kind, type KindTeller } from './kinds.ts'
import { layOut } from './layout.ts'
import { leafText } from './leaves.ts'
import { arrayParts, mapParts, objectParts, setParts, typedArrayParts } from './parts.ts'
import { append, bare, isObject } from './objects.ts'
import { stringSlice } from './primordials.ts'
import { quote } from './quote.ts'

/** How much of a value is shown. */
export interface FormatLimits {
  /** Levels below the value itself. */
  depth: number
  /** Elements, entries or properties of one object. */
  items: number
  /** Characters of one string inside an object. */
  characters: number
  /** Characters altogether, roughly. */
  total: number
  /** Characters of a line before entries go on lines of their own. */
  width: number
}

/** What `print` and the echo show. */
const PRINT_LIMITS: FormatLimits = bare({ depth: 4, items: 100, characters: 10_000, total: 200_000, width: 80 })
/** A glance, on one line. */
export const PREVIEW_LIMITS: FormatLimits = bare({ depth: 1, items: 4, characters: 60, total: 120, width: 400 })
/** Nearly everything: for answers that JSON cannot hold. */
export const ANSWER_LIMITS: FormatLimits = bare({ depth: 12, items: 10_000, characters: 1e6, total: 4e6, width: 80 })

/** Shows any value as Node does. Never throws, and runs neither getters nor the traps of a proxy. */
export type Format = (value: unknown, limits?: FormatLimits) => string

/** One value being shown. */
export interface Showing {
  limits: FormatLimits
  tellKind: KindTeller
  /** The objects around the one that is being shown, outermost first. */
  ancestors: object[]
  /** Characters left. */
  left: number
  show(value: unknown): string
}

/** Builds the formatter. */
export function createFormat(tellKind: KindTeller): Format {
  return (value, limits = PRINT_LIMITS) => {
    const showing: Showing = bare({
      limits,
      tellKind,
      ancestors: [],
      left: limits.total,
      show: (inner: unknown) => {
        const text = isObject(inner) ? showObject(showing, inner) : showPrimitive(showing, inner)
        showing.left -= text.length
        return text
      },
    })
    try {
      return showing.show(value)
    } catch {
      return '[unprintable]'
    }
  }
}

function showPrimitive({ limits }: Showing, value: unknown): string {
  if (typeof value !== 'string') return primitiveText(value) ?? ''
  if (value.length <= limits.characters) return quote(value)
  return `${quote(stringSlice(value, 0, limits.characters))}… ${value.length - limits.characters} more characters`
}

function showObject(showing: Showing, value: object): string {
  const kind = showing.tellKind(value)
  const leaf = leafText(showing, kind, value)
  if (leaf !== undefined) return leaf
  const { ancestors, limits, left } = showing
  if (isAmong(ancestors, value)) return '[Circular]'
  const level = ancestors.length
  if (level > limits.depth || left <= 0) return summary(showing, kind, value)
  append(ancestors, value)
  const text = layOut(PARTS[kind](showing, value), level, limits.width)
  ancestors.length = level
  return text
}

const PARTS = bare({
  array: arrayParts,
  map: mapParts,
  set: setParts,
  'typed-array': typedArrayParts,
  object: objectParts,
} as Record<Kind, typeof objectParts>)

function isAmong(ancestors: readonly object[], value: object): boolean {
  for (let index = 0; index < ancestors.length; index += 1) if (ancestors[index] === value) return true
  return false
}

/** `[Array]` for what is too deep to be shown. */
function summary({ tellKind }: Showing, kind: Kind, value: object): string {
  return kind === 'array' ? '[Array]' : `[${className(value, tellKind) || 'Object'}]`
}
