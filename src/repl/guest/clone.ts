import { misuse } from './requests.ts'
import type { Kind, KindTeller } from './kinds.ts'
import { className } from './kinds.ts'
import { define, isObject, ownData } from './objects.ts'
import {
  bufferSlice,
  DateConstructor,
  dateValue,
  ErrorConstructor,
  MapConstructor,
  mapEntries,
  mapGet,
  mapSet,
  nextOfMap,
  nextOfSet,
  ownNames,
  RegExpConstructor,
  regExpFlags,
  regExpSource,
  setAdd,
  SetConstructor,
  setValues,
  typedArraySlice,
} from './primordials.ts'

/** Copies of objects by the objects that they copy. */
type Copies = Map<object, object>

/** Builds `structuredClone` for what blocks use it for: data, with its cycles. */
export function createClone(tellKind: KindTeller): (value: unknown) => unknown {
  const clone = (value: unknown, copies: Copies): unknown => {
    if (typeof value === 'symbol') throw misuse('structuredClone cannot copy a symbol.')
    if (!isObject(value)) return value
    return mapGet(copies, value) ?? copyObject(value, tellKind(value), copies)
  }
  const copyObject = (value: object, kind: Kind, copies: Copies): object => {
    if (kind === 'function' || kind === 'promise' || kind === 'proxy') {
      throw misuse(`structuredClone cannot copy a ${kind}.`)
    }
    const copy = emptyCopy(value, kind, tellKind)
    mapSet(copies, value, copy)
    if (kind === 'map') copyMap(value, copy, (inner) => clone(inner, copies))
    else if (kind === 'set') copySet(value, copy, (inner) => clone(inner, copies))
    else if (kind === 'array' || kind === 'object') copyProperties(value, copy, (inner) => clone(inner, copies))
    return copy
  }
  return (value) => clone(value, new MapConstructor())
}

/** A copy as far as it goes without looking at what is inside. */
function emptyCopy(value: object, kind: Kind, tellKind: KindTeller): object {
  switch (kind) {
    case 'array':
      return []
    case 'map':
      return new MapConstructor()
    case 'set':
      return new SetConstructor()
    case 'date':
      return new DateConstructor(dateValue(value))
    case 'regexp':
      return new RegExpConstructor(regExpSource(value) as string, regExpFlags(value) as string)
    case 'typed-array':
      return typedArraySlice(value)
    case 'buffer':
      return bufferSlice(value, 0)
    case 'error':
      return copyError(value, className(value, tellKind))
    default:
      return {}
  }
}

function copyError(value: object, name: string): Error {
  const message = ownData(value, 'message')
  const copy = new ErrorConstructor(typeof message === 'string' ? message : '')
  define(copy, 'name', name || 'Error')
  return copy
}

function copyMap(value: object, copy: object, clone: (inner: unknown) => unknown): void {
  const iterator = mapEntries(value)
  for (let step = nextOfMap(iterator); !step.done; step = nextOfMap(iterator)) {
    mapSet(copy, clone(step.value[0]), clone(step.value[1]))
  }
}

function copySet(value: object, copy: object, clone: (inner: unknown) => unknown): void {
  const iterator = setValues(value)
  for (let step = nextOfSet(iterator); !step.done; step = nextOfSet(iterator)) {
    setAdd(copy, clone(step.value))
  }
}

function copyProperties(value: object, copy: object, clone: (inner: unknown) => unknown): void {
  const names = ownNames(value)
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    define(copy, name, clone((value as Record<string, unknown>)[name]))
  }
}
