import type { BlockState } from '../bridge.ts'
import type { DescribeThrown, ThrownText } from './errors.ts'
import type { Format } from './format.ts'
import { append, bare, define } from './objects.ts'
import { apply, isArray, setAdd, SetConstructor, setHas, stringIndexOf, TypeErrorConstructor } from './primordials.ts'
import { attempt, defer, gather, isPromise, MAX_ELEMENTS, react, resolveDeep } from './promises.ts'
import type { Variables } from './variables.ts'

/** The block that runs, as the guest sees it. */
export interface BlockRun {
  begin(): void
  state(): BlockState
  result(): string | undefined
  error(): ThrownText | undefined
  /** Makes `thrown` the block's error, unless it has one. */
  fail(thrown: unknown): void
  /** Puts values in the place of the promises that variables hold; a rejected one that nothing awaits is an error. */
  settleVariables(mentioned: readonly string[], unread: readonly string[]): void
  /** What rewritten blocks may call. */
  runtime: BlockRuntime
}

/** The part of the runtime that is about the block itself. */
interface BlockRuntime {
  block(body: () => unknown): void
  watch(value: unknown): unknown
  all(value: unknown): unknown
  each(list: unknown, callback: unknown): unknown
  constant(name: string): never
}

/** The state of one block. Promises of an earlier block keep theirs, and so cannot touch this one's. */
interface Run {
  isStarted: boolean
  state: BlockState
  result: string | undefined
  error: ThrownText | undefined
  /** Until the next block begins: only then may values still take the place of promises. */
  isOpen: boolean
}

/** Builds the block runner. */
export function createBlockRun(describe: DescribeThrown, format: Format, variables: Variables): BlockRun {
  let run = newRun()
  const failRun = (failed: Run, thrown: unknown): void => {
    failed.error ??= describe(thrown)
  }
  const block = (body: () => unknown): void => {
    const current = run
    // A block may call this too, but the first call is always that of its own script.
    if (current.isStarted) return
    current.isStarted = true
    const fail = (thrown: unknown): void => {
      failRun(current, thrown)
      current.state = 'failed'
    }
    const finish = (value: unknown): void => {
      current.result = echoText(value, format)
      current.state = 'done'
    }
    resolveDeep(apply(body, undefined, []), finish, fail)
  }
  const watch = (value: unknown): unknown => {
    const current = run
    if (isPromise(value))
      react(
        value,
        () => {},
        (error) => failRun(current, error),
      )
    return value
  }
  return bare({
    begin: () => {
      run.isOpen = false
      run = newRun()
    },
    state: () => run.state,
    result: () => run.result,
    error: () => run.error,
    fail: (thrown: unknown) => failRun(run, thrown),
    settleVariables: (mentioned: readonly string[], unread: readonly string[]) => {
      const current = run
      const unreadNames = new SetConstructor<string>()
      for (let index = 0; index < unread.length; index += 1) setAdd(unreadNames, unread[index])
      for (let index = 0; index < mentioned.length; index += 1) {
        const name = mentioned[index] ?? ''
        const onError = setHas(unreadNames, name) ? (error: unknown): void => failRun(current, error) : (): void => {}
        attempt(() => settleVariable(variables, name, current, onError))
      }
    },
    runtime: bare({ block, watch, all: allOf, each: eachOf, constant: throwConstant }),
  })
}

function newRun(): Run {
  return bare({ isStarted: false, state: 'running', result: undefined, error: undefined, isOpen: true })
}

/** The echo: nothing for `undefined`, text of several lines as it is. */
function echoText(value: unknown, format: Format): string | undefined {
  if (value === undefined) return undefined
  const isText = typeof value === 'string' && stringIndexOf(value, '\n') >= 0
  return isText ? value : format(value)
}

function settleVariable(variables: Variables, name: string, run: Run, onError: (error: unknown) => void): void {
  const value = variables.get(name)
  const replace = (settled: unknown): void => {
    if (run.isOpen && variables.get(name) === value) variables.set(name, settled)
  }
  if (react(value, replace, onError) || !isArray(value)) return
  settleElements(value, run, onError)
}

function settleElements(list: unknown[], run: Run, onError: (error: unknown) => void): void {
  if (list.length > MAX_ELEMENTS) return
  for (let index = 0; index < list.length; index += 1) {
    const element: unknown = list[index]
    const replace = (settled: unknown): void => {
      if (run.isOpen && list[index] === element) define(list, index, settled)
    }
    if (isPromise(element)) react(element, replace, onError)
  }
}

/** `await xs.map(…)`: waits for the elements of an array; everything else stays as it is. */
function allOf(value: unknown): unknown {
  const { promise, resolve, reject } = defer()
  return gather(value, resolve, reject) ? promise : value
}

/** `await xs.forEach(async …)`: waits for what the callbacks give. */
function eachOf(list: unknown, callback: unknown): unknown {
  const given: unknown[] = []
  if (typeof callback !== 'function') throw new TypeErrorConstructor(`${typeof callback} is not a function`)
  const collect = (...parameters: never[]): void =>
    append(given, apply(callback as () => unknown, undefined, parameters))
  const result: unknown = (list as unknown[]).forEach(collect as never)
  const { promise, resolve, reject } = defer()
  return gather(given, () => resolve(undefined), reject) ? promise : result
}

function throwConstant(name: string): never {
  throw new TypeErrorConstructor(`Assignment to constant variable '${name}'.`)
}
