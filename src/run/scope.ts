import { randomUUID } from 'node:crypto'
import type { Budget } from '../cost/budget.ts'
import type { Ledger } from '../cost/ledger.ts'
import type { ModelClient, ModelOptions } from '../model/client.ts'
import type { ContextPayload, OpenSandbox } from '../sandbox/sandbox.ts'
import type { Memory, RunMemory } from '../storage/storage.ts'
import type { EventBase, RunEvent } from './events.ts'
import type { CallReply } from './model-call.ts'
import type { SharedCalls } from './shared-calls.ts'
import type { Tools } from './tool-call.ts'

/** A model and the parameters it is called with. */
export interface ModelRole {
  model: string
  options: ModelOptions | undefined
}

/** What a whole tree of runs is given; the root run and all nested ones share it. */
export interface Tree {
  /** Sends one request once, behind the instance's gate. */
  client: ModelClient
  /** Puts retries around a client. */
  retrying: (client: ModelClient) => ModelClient
  /** What the whole tree may still use. */
  budget: Budget
  /** Tokens that a model can read and write in one call; `undefined` where that is not known. */
  contextWindowOf: (model: string) => number | undefined
  openSandbox: OpenSandbox
  /** What need not be paid for. */
  memory: Memory
  /** Books what the journal of a resumed run has answered. */
  replayed: Ledger
  /** Sub-calls in flight, where identical ones are sent once. */
  sharedCalls: SharedCalls<CallReply> | undefined
  /** The user's functions that blocks can call. */
  tools: Tools | undefined
  /** Answers the root's turns. */
  root: ModelRole
  /** Answers sub-calls, and the turns of nested RLMs. */
  subCalls: ModelRole
  /** Turns of each root loop. */
  maxIterations: number
  /** Depth at which sub-calls are plain model calls; 0 allows none. */
  maxDepth: number
  /** Names each context in the events, where the tree is recorded. Must not reject. */
  hashContext?: ((context: ContextPayload) => Promise<string>) | undefined
  /** Replaces the root's system prompt. */
  customPrompt: string | undefined
  /** Receives every event of the tree. */
  listener: (event: RunEvent) => void
  /** Does the work that the start event of that `id` begins. Default: just does it. */
  within?: (<Value>(id: string, work: () => Promise<Value>) => Promise<Value>) | undefined
  /** `performance.now()` when the root run began. */
  startedAt: number
  /** The same for all requests of the tree; see `ModelRequest.cacheKey`. */
  cacheKey: string
}

type DescribedAs<Event> = Event extends RunEvent ? Omit<Event, keyof EventBase> : never

/** An event without what the scope adds to all of them. */
export type Described = DescribedAs<RunEvent>

/** One run of the tree: who it is, what it may use, where its events and its costs go. */
export interface RunScope {
  id: string
  depth: number
  tree: Tree
  ledger: Ledger
  memory: RunMemory
  signal: AbortSignal
  emit: (event: Described) => void
}

/** Where a run stands. */
export interface Place {
  /** Default: a random one. */
  id?: string | undefined
  depth: number
  /** Its place in the tree as a memory knows it; `''` is the outermost run. */
  address: string
  /** Where costs go besides the run's own ledger: the parent run's, and at the root the instance's. */
  ledger: Ledger
  signal: AbortSignal
}

/** Opens the scope of a run. */
export function openScope(tree: Tree, { id = randomUUID(), depth, address, ledger, signal }: Place): RunScope {
  const emit = (event: Described): void => {
    tree.listener({ runId: id, depth, atMs: performance.now() - tree.startedAt, ...event })
  }
  return { id, depth, tree, ledger: ledger.child(), memory: tree.memory.of(address), signal, emit }
}

/** What calls the blocks of a run may make, by the depth that is left. */
export function subCallsAt(depth: number, maxDepth: number): 'none' | 'plain' | 'nested' {
  if (depth >= maxDepth) return 'none'
  return depth + 1 < maxDepth ? 'nested' : 'plain'
}
