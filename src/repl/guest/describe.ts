import { PREVIEW_LIMITS, type Format } from './format.ts'
import { isClass, type KindTeller } from './kinds.ts'
import { isObject } from './objects.ts'
import {
  bufferSize,
  functionText,
  mapSize,
  ownKeys,
  setSize,
  stringIndexOf,
  stringSlice,
  typedArrayKind,
  typedArrayLength,
} from './primordials.ts'
import { oneLine } from './quote.ts'

/** Such as `array (1000 items) = [ 'a', 'b', … 998 more items ]`. */
export function describeValue(value: unknown, format: Format, tellKind: KindTeller): string {
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
      return `object (${count(ownKeys(value).length, 'key')}) = ${preview}`
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
