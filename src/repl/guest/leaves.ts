import type { Showing } from './format.ts'
import { functionLabel, type Kind } from './kinds.ts'
import { hasOwn, ownData } from './objects.ts'
import {
  apply,
  booleanValue,
  bufferSize,
  dateText,
  dateValue,
  descriptorOf,
  errorText,
  numberValue,
  regExpFlags,
  regExpSource,
  stackGetter,
  stringValue,
} from './primordials.ts'

/** The text of an object that is not taken apart; `undefined` for all others. */
export function leafText(showing: Showing, kind: Kind, value: object): string | undefined {
  switch (kind) {
    case 'proxy':
      return typeof value === 'function' ? '[Proxy of a function]' : '[Proxy]'
    case 'function':
      return functionLabel(value, showing.tellKind)
    case 'promise':
      return 'Promise { <not awaited> }'
    case 'date':
      return dateValue(value) === dateValue(value) ? dateText(value) : 'Invalid Date'
    case 'regexp':
      return `/${regExpSource(value) as string}/${regExpFlags(value) as string}`
    case 'buffer':
      return `ArrayBuffer { byteLength: ${bufferSize(value) as number} }`
    case 'boxed':
      return `[Boxed: ${showing.show(unboxed(value))}]`
    case 'error':
      return errorLabel(showing, value)
    default:
      return undefined
  }
}

function unboxed(value: object): unknown {
  const readers: ((boxed: never) => unknown)[] = [stringValue, numberValue, booleanValue]
  for (let index = 0; index < readers.length; index += 1) {
    try {
      return readers[index]?.(value as never)
    } catch {
      // Another kind of box.
    }
  }
  return undefined
}

/** Name, message and where in the blocks, with the cause. */
function errorLabel(showing: Showing, error: object): string {
  const text = stackOf(error) ?? plainErrorText(error)
  if (!hasOwn(error, 'cause') || showing.ancestors.length > showing.limits.depth) return text
  return `${text}\n  [cause]: ${showing.show(ownData(error, 'cause'))}`
}

/** The stack of an error, unless the block made one up. */
export function stackOf(error: object): string | undefined {
  const descriptor = descriptorOf(error, 'stack')
  if (!descriptor) return undefined
  const stack: unknown =
    stackGetter && descriptor.get === stackGetter ? apply(stackGetter, error, []) : ownData(error, 'stack')
  return typeof stack === 'string' ? stack : undefined
}

function plainErrorText(error: object): string {
  try {
    const text: unknown = errorText(error)
    return typeof text === 'string' ? text : '[Error]'
  } catch {
    return '[Error]'
  }
}
