import { RUNTIME_NAME } from '../names.ts'
import type { BootGuest, Bridge, Guest, ReportField } from '../bridge.ts'
import { createApi, lockGlobal, type Api } from './api.ts'
import { createBlockRun, type BlockRun } from './block.ts'
import { guardBridge } from './bridge.ts'
import { createCalls, type Calls } from './calls.ts'
import { createClone } from './clone.ts'
import { createPrinting } from './console.ts'
import { createEntryTable, type EntryTable } from './entries.ts'
import { guardStacks } from './errors.ts'
import { createFinals, type Finals } from './finals.ts'
import { createFormat } from './format.ts'
import { createKindTeller, type KindTeller } from './kinds.ts'
import { createLoadedVariables, type LoadedVariables } from './loaded.ts'
import { createModules } from './modules.ts'
import { createReplay, type Replay } from './replay/replay.ts'
import { bare, isObject, join, split } from './objects.ts'
import { AsyncFunctionPrototype, deleteProperty, freeze, global, prototypeOf } from './primordials.ts'
import { schedule } from './promises.ts'
import { createTimers, type Timers } from './timers.ts'
import { createVariables, variableType, type Variables } from './variables.ts'

/** What shares memory, compiles machine code or belongs to V8's own inspector. */
const REMOVED_GLOBALS = ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'console']

/** Fits out the guest's realm, before any block runs in it, and gives the main realm its handles. */
const bootGuest: BootGuest = (bridge: Bridge, tools: string): Guest => {
  for (const name of REMOVED_GLOBALS) deleteProperty(global, name)
  const host = guardBridge(bridge)
  const tellKind = createKindTeller(host)
  const format = createFormat(tellKind)
  const describe = guardStacks(host, format)
  const loaded = createLoadedVariables()
  const variables = createVariables(format, tellKind, loaded)
  const block = createBlockRun(describe, format, variables)
  const calls = createCalls(host, format, tellKind)
  const timers = createTimers(host, block.fail)
  const finals = createFinals(host, format, tellKind, variables, block.fail)
  const entries = createEntryTable()
  const printing = createPrinting(host, format)
  const modules = createModules(format, printing.formatText, variables)
  const replay = createReplay()
  const api = createApi()
  addCalls(api, entries, calls)
  if (tools !== '') for (const name of split(tools, '\n')) api.add(name, entries.open(name, calls.tool(name)))
  addFinals(api, finals)
  addTimers(api, timers)
  api.add('print', printing.print)
  api.add('console', printing.console)
  api.add('require', modules.require)
  api.add('structuredClone', createClone(tellKind))
  api.add('SHOW_VARS', () => `Variables: ${variables.listing() || 'none yet'}`)
  const { import: load, importLater } = modules
  const meta = bare({ url: 'repl:' })
  lockGlobal(RUNTIME_NAME, bare({ ...entries.runtime, ...block.runtime, import: load, importLater, meta }))
  return handles({ api, block, calls, entries, finals, loaded, replay, tellKind, timers, variables })
}

export default bootGuest

function addCalls(api: Api, entries: EntryTable, calls: Calls): void {
  const { llmQuery, llmQueryBatch, rlmQuery, rlmQueryBatch } = calls
  for (const name of ['llm_query', 'sub_query', 'sub_llm']) api.add(name, entries.open(name, llmQuery))
  for (const name of ['llm_query_batch', 'llm_query_batched']) api.add(name, entries.open(name, llmQueryBatch))
  for (const name of ['rlm_query_batch', 'rlm_query_batched']) api.add(name, entries.open(name, rlmQueryBatch))
  api.add('budget', () => calls.budget())
  api.add('rlm_query', entries.open('rlm_query', rlmQuery))
  api.add('llm_query_async', entries.openAsync('llm_query_async', llmQuery))
  api.add('llm_query_batch_async', entries.openAsync('llm_query_batch_async', llmQueryBatch))
}

function addFinals(api: Api, { FINAL, FINAL_VAR }: Finals): void {
  api.add('FINAL', FINAL)
  api.add('FINAL_VAR', FINAL_VAR)
  api.add('SUBMIT', (value: unknown) => FINAL(value))
}

function addTimers(api: Api, { setTimeout, clearTimeout, queueMicrotask }: Timers): void {
  api.add('setTimeout', setTimeout)
  api.add('clearTimeout', clearTimeout)
  api.add('queueMicrotask', queueMicrotask)
}

interface Rooms {
  api: Api
  block: BlockRun
  calls: Calls
  entries: EntryTable
  finals: Finals
  loaded: LoadedVariables
  replay: Replay
  tellKind: KindTeller
  timers: Timers
  variables: Variables
}

/** What the main realm holds. It reads nothing but these functions, and they give nothing but primitives. */
function handles({ api, block, calls, entries, finals, loaded, replay, tellKind, timers, variables }: Rooms): Guest {
  let texts: Partial<Record<ReportField, string | undefined>> = bare({})
  return freeze(
    bare({
      begin: (nowMs: number | undefined, seed: number | undefined) => {
        texts = bare({})
        replay.begin(nowMs, seed)
        block.begin()
        finals.begin()
      },
      state: block.state,
      deliver: calls.deliver,
      fire: timers.fire,
      abandon: () => {
        calls.abandon()
        timers.abandon()
      },
      fail: (thrown: unknown) => schedule(() => block.fail(thrown)),
      conclude: (mentioned: string, unread: string) => {
        texts.restored = api.restore()
        schedule(() => block.settleVariables(split(mentioned, ','), split(unread, ',')))
        schedule(() => {
          texts.candidate = finals.readAnswer()
        })
      },
      report: () =>
        schedule(() => {
          const error = block.error()
          texts['error-name'] = error?.name
          texts['error-message'] = error?.message
          texts['error-stack'] = error?.stack
          texts.result = block.result()
          texts.loaded = join(loaded.names(), '\n')
          const { names, changes } = variables.report()
          texts.names = join(names, '\n')
          texts.variables = join(changes, '\n')
        }),
      read: (field: ReportField) => texts[field],
      kindOf: (name: string) => kindOf(variables.get(name), entries, tellKind),
      typeOf: variableType,
      load: loaded.load,
    }),
  )
}

function kindOf(value: unknown, entries: EntryTable, tellKind: KindTeller): string | undefined {
  if (!isObject(value)) return undefined
  if (entries.has(value)) return 'dual'
  // Nothing here may run a trap: the main realm asks outside of any interrupt's reach.
  const isPlainFunction = typeof value === 'function' && tellKind(value) === 'function'
  return isPlainFunction && prototypeOf(value) === AsyncFunctionPrototype ? 'async' : undefined
}
