import type { TokenUsage, Usage } from '../../cost/usage.ts'
import type { ChatMessage } from '../../model/client.ts'
import type { CallRole, Outcome, ReplySource, StopReason } from '../../run/events.ts'
import type { BlockResult } from '../../sandbox/sandbox.ts'

/** What every node of the tree has. */
interface NodeBase {
  /** Place among all nodes, in the order in which they began: 0 is the outermost run. */
  key: number
  /** What it belongs to; `undefined` for the outermost run alone. */
  parent: TreeNode | undefined
  /** What belongs to it, in the order in which it began. */
  children: TreeNode[]
  /** Depth of the run that it belongs to. */
  depth: number
  /** Milliseconds since the outermost run began. */
  startMs: number
  /** `undefined` while it goes on, or where the run was killed. */
  endMs: number | undefined
  /** `undefined` as long as there is no end of it. */
  outcome: Outcome | undefined
  /** Of itself and everything below. */
  totals: Totals
}

/** Sums over a part of the tree. */
export interface Totals {
  /** Model calls that the model answered. */
  calls: number
  /** Model calls that a cache, a journal or another call answered, for nothing. */
  freeCalls: number
  inputTokens: number
  /** The part of `inputTokens` that the provider's prompt cache served. */
  cachedInputTokens: number
  outputTokens: number
  /** USD; `null` as soon as one call's price is unknown. */
  costUsd: number | null
  /** Calls and blocks that failed. */
  errors: number
  retries: number
}

/** A run: the outermost, or one that answers a sub-call. */
export interface RunNode extends NodeBase {
  kind: 'run'
  runId: string
  query: string
  /** Kind, shape and size of its context in one line. */
  context: string
  contextChars: number
  contextPreview: string
  contextHash: string | undefined
  model: string
  answer: string | undefined
  answerSource: 'code' | 'text' | 'last-turn' | undefined
  stopReason: StopReason | undefined
  /** What the ledger says of it. */
  usage: Usage | undefined
}

/** A turn of a run's loop; its children are the model call and the blocks. */
export interface TurnNode extends NodeBase {
  kind: 'turn'
  /** From 1. */
  iteration: number
  /** The forced turn that only asks for the answer. */
  isLast: boolean
}

/** What a model was asked and what it replied. */
export interface ModelCall {
  role: CallRole
  model: string
  messages: readonly ChatMessage[]
  promptChars: number
  /** `''` as long as there is none. */
  reply: string
  source: ReplySource | undefined
  usage: TokenUsage | undefined
  /** USD; `null` where the price is unknown. */
  costUsd: number | null | undefined
  retries: Retry[]
}

/** An attempt that failed and was followed by another. */
interface Retry {
  atMs: number
  attempt: number
  delayMs: number
  message: string
}

/** A model call of a run's own loop. */
export interface ReplyNode extends NodeBase {
  kind: 'reply'
  call: ModelCall
}

/** A block of JavaScript; its children are its sub-calls and tool calls. */
export interface BlockNode extends NodeBase {
  kind: 'block'
  iteration: number
  /** Within the turn, from 0. */
  index: number
  source: string
  result: BlockResult | undefined
}

/** A call that a block made to a model; the nested run that answers it, if one does, is its child. */
export interface SubCallNode extends NodeBase {
  kind: 'sub-call'
  callKind: 'llm' | 'rlm'
  prompt: string
  contextChars: number | undefined
  /** `''` as long as there is none. */
  answer: string
  /** Of a plain call. */
  call: ModelCall | undefined
}

/** A call that a block made to a tool. */
export interface ToolCallNode extends NodeBase {
  kind: 'tool-call'
  name: string
  argument: string
  /** As JSON. */
  result: string
  isReplayed: boolean
}

/** Something that befell a run: shown among its turns, at the time when it happened. */
export interface NoticeNode extends NodeBase {
  kind: 'notice'
  notice: 'sandbox-restart' | 'compaction' | 'limit' | 'replay-divergence' | 'storage-error'
  /** In words for the reader. */
  text: string
}

/** A node of the tree that a trajectory makes. */
export type TreeNode = RunNode | TurnNode | ReplyNode | BlockNode | SubCallNode | ToolCallNode | NoticeNode
