import { randomUUID } from 'node:crypto'
import type { Budget } from '../cost/budget.ts'
import type { Ledger } from '../cost/ledger.ts'
import type { ModelClient, ModelOptions } from '../model/client.ts'
import type { OpenSandbox } from '../sandbox/sandbox.ts'
import type { EventBase, RunEvent } from './events.ts'

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
  /** Answers the root's turns. */
  root: ModelRole
  /** Answers sub-calls, and the turns of nested RLMs. */
  subCalls: ModelRole
  /** Turns of each root loop. */
  maxIterations: number
  /** Depth at which sub-calls are plain model calls; 0 allows none. */
  maxDepth: number
  /** Replaces the root's system prompt. */
  customPrompt: string | undefined
  /** Receives every event of the tree. */
  listener: (event: RunEvent) => void
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
  signal: AbortSignal
  emit: (event: Described) => void
}

/** Opens the scope of a run; what it records in its ledger also counts in `task.ledger`. */
export function openScope(tree: Tree, task: { depth: number; ledger: Ledger; signal: AbortSignal }): RunScope {
  const id = randomUUID()
  const { depth, signal } = task
  const emit = (event: Described): void => {
    tree.listener({ runId: id, depth, atMs: performance.now() - tree.startedAt, ...event })
  }
  return { id, depth, tree, ledger: task.ledger.child(), signal, emit }
}

/** What calls the blocks of a run may make, by the depth that is left. */
export function subCallsAt(depth: number, maxDepth: number): 'none' | 'plain' | 'nested' {
  if (depth >= maxDepth) return 'none'
  return depth + 1 < maxDepth ? 'nested' : 'plain'
}
