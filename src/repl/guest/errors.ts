import type { Host } from './bridge.ts'
import type { Format } from './format.ts'
import { stackOf } from './leaves.ts'
import { bare, define, isObject, LOCKED, matches } from './objects.ts'
import {
  ErrorConstructor,
  errorText,
  freeze,
  global,
  stringIndexOf,
  stringSlice,
  WeakMapConstructor,
  weakMapGet,
  weakMapSet,
} from './primordials.ts'

/** What a block threw, in texts. */
export interface ThrownText {
  name: string
  message: string
  /** Frames of blocks, a line each. */
  stack: string
}

/** Describes what a block threw. */
export type DescribeThrown = (thrown: unknown) => ThrownText

interface CallSite {
  getFileName(): unknown
  getLineNumber(): number | null
  getColumnNumber(): number | null
  getFunctionName(): unknown
}

const MAX_FRAMES = 10
const MAX_CAUSES = 5
const BLOCK_FILE = '<block '

/**
 * Makes the stacks of all errors speak of blocks alone, and keeps blocks from reading anything else out of them: V8
 * would otherwise ask Node to prepare them, in the main realm.
 */
export function guardStacks(host: Host, format: Format): DescribeThrown {
  const framesByError = new WeakMapConstructor<object, string>()
  const prepareStackTrace = (error: object, sites: readonly CallSite[]): string => {
    const frames = framesOf(host, sites)
    weakMapSet(framesByError, error, frames)
    return headerOf(error) + frames
  }
  define(ErrorConstructor, 'prepareStackTrace', freeze(prepareStackTrace), LOCKED)
  define(
    ErrorConstructor,
    'captureStackTrace',
    freeze(() => {}),
    LOCKED,
  )
  define(ErrorConstructor, 'stackTraceLimit', 20, LOCKED)
  define(global, 'Error', ErrorConstructor, LOCKED)
  return (thrown) => describe(thrown, format, framesByError)
}

function framesOf(host: Host, sites: readonly CallSite[]): string {
  let frames = ''
  let count = 0
  for (let index = 0; index < sites.length && count < MAX_FRAMES; index += 1) {
    const frame = sites[index] && frameText(host, sites[index] as CallSite)
    if (!frame) continue
    frames += `\n    at ${frame}`
    count += 1
  }
  return frames
}

/** `name (block 2:3:5)`; `''` for frames of the REPL itself. */
function frameText(host: Host, site: CallSite): string {
  const file = site.getFileName()
  if (typeof file !== 'string' || stringIndexOf(file, BLOCK_FILE) !== 0) return ''
  const line = site.getLineNumber() ?? 0
  const column = host('column', file, line, site.getColumnNumber() ?? 0)
  if (typeof column !== 'number' || line < 1) return ''
  const name = site.getFunctionName()
  const isNamed = typeof name === 'string' && matches(/^[\w$.# ]{1,80}$/, name)
  const end = stringIndexOf(file, ' ', BLOCK_FILE.length)
  const block = stringSlice(file, BLOCK_FILE.length, end < 0 ? -1 : end)
  return `${isNamed ? `${name} ` : ''}(block ${block}:${line}:${column})`
}

function headerOf(error: object): string {
  try {
    const text: unknown = errorText(error)
    return typeof text === 'string' ? text : 'Error'
  } catch {
    return 'Error'
  }
}

function describe(thrown: unknown, format: Format, framesByError: WeakMap<object, string>): ThrownText {
  // Reading the stack is what makes V8 prepare it.
  const stack = isObject(thrown) ? safely(() => stackOf(thrown)) : undefined
  if (!isObject(thrown) || stack === undefined)
    return bare({ name: 'Uncaught', message: thrownText(thrown, format), stack: '' })
  const name = textProperty(thrown, 'name') || 'Error'
  const message = textProperty(thrown, 'message')
  const frames = weakMapGet(framesByError, thrown) ?? ''
  return bare({ name, message, stack: stringSlice(frames, 1) + causes(thrown, format) })
}

function thrownText(thrown: unknown, format: Format): string {
  return typeof thrown === 'string' ? thrown : format(thrown)
}

/** The chain of causes, a line each. */
function causes(error: object, format: Format): string {
  let text = ''
  let cause: unknown = safely(() => (error as { cause?: unknown }).cause)
  for (let count = 0; cause !== undefined && count < MAX_CAUSES; count += 1) {
    const isError = isObject(cause) && safely(() => stackOf(cause as object)) !== undefined
    text += `\nCaused by ${isError ? headerOf(cause as object) : thrownText(cause, format)}`
    cause = isError ? safely(() => (cause as { cause?: unknown }).cause) : undefined
  }
  return text
}

/** A text that an error may hide behind a getter. */
function textProperty(error: object, key: 'name' | 'message'): string {
  const value = safely(() => (error as Record<string, unknown>)[key])
  return typeof value === 'string' ? value : ''
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
