import type { TokenUsage, Usage } from '../cost/usage.ts'
import type { LimitName, RLMErrorCode } from '../errors.ts'
import type { ChatMessage } from '../model/client.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'

/** What every event carries. */
export interface EventBase {
  /** The run that it belongs to; nested runs have ids of their own. */
  runId: string
  /** Depth of that run: 0 is the root's. */
  depth: number
  /** Milliseconds since the outermost run began. */
  atMs: number
}

/** How something that had started ended. */
export type Outcome = { ok: true } | Failure

/** Why something failed. */
export interface Failure {
  ok: false
  code: RLMErrorCode
  message: string
}

/** What a model call is for: a turn of a run's own loop, a summary of its older turns, or a call of one of its blocks. */
export type CallRole = 'root' | 'summary' | 'sub-call'

/**
 * Where the reply to a model call came from: the model, an identical call in flight (`dedupe`), the `cache`, or the
 * `journal` of the run that is resumed. Only the model's are paid for.
 */
export type ReplySource = 'model' | 'call-in-flight' | 'cache' | 'journal'

/**
 * Everything that happens in a run, in order. Every `…-start` has an `…-end` of the same `id`, also on abort and failure,
 * and ends before what it belongs to. `parentId` names that: a run has iterations (and compactions, with their calls),
 * an iteration its model call and its blocks, a block its sub-calls and tool calls, and a sub-call the model call or the nested run that answers it.
 */
export type RunEvent = EventBase &
  (
    | {
        type: 'run-start'
        id: string
        parentId?: string | undefined
        query: string
        /** Kind, shape and size of the context in one line. */
        context: string
        /** UTF-16 code units of its text, or of its JSON text. */
        contextChars: number
        /** Its head and tail; `''` for one too small for that. */
        contextPreview: string
        /** SHA-256 of its kind and text, hexadecimal, where the run is recorded. */
        contextHash?: string | undefined
        model: string
      }
    | {
        type: 'run-end'
        id: string
        answer?: string | undefined
        stopReason?: StopReason | undefined
        outcome: Outcome
        usage: Usage
      }
    /** `isLast`: the forced turn that only asks for the answer. */
    | { type: 'iteration-start'; id: string; parentId: string; iteration: number; isLast: boolean }
    | { type: 'iteration-end'; id: string; iteration: number; outcome: Outcome }
    | {
        type: 'model-call-start'
        id: string
        parentId: string
        role: CallRole
        model: string
        promptChars: number
        /** What is sent: the list itself, not to be changed. */
        messages: readonly ChatMessage[]
      }
    | { type: 'model-call-delta'; id: string; text: string }
    /** What its deltas had brought is void. */
    | { type: 'model-call-retry'; id: string; attempt: number; delayMs: number; outcome: Outcome }
    | {
        type: 'model-call-end'
        id: string
        role: CallRole
        /** Where the call failed, what counts of it: of a stream that broke off, what a block had been taken from. */
        text: string
        source: ReplySource
        /** What the provider counted, now or when the reply was paid for. */
        usage?: TokenUsage | undefined
        costUsd?: number | null | undefined
        durationMs: number
        outcome: Outcome
      }
    | { type: 'block-start'; id: string; parentId: string; iteration: number; index: number; source: string }
    /** What the block printed since; the result holds it all, cut to what the model sees. */
    | { type: 'block-output'; id: string; text: string }
    | {
        type: 'block-end'
        id: string
        iteration: number
        index: number
        /** Absent where the run ended meanwhile. */
        result?: BlockResult | undefined
        outcome: Outcome
      }
    | { type: 'sandbox-restart'; reason: string }
    /** Older turns are replaced by a summary; `tokens` is the estimated size of the conversation. */
    | { type: 'compaction-start'; id: string; parentId: string; tokens: number }
    | { type: 'compaction-end'; id: string; tokens: number; summary: string; outcome: Outcome }
    /** One of `limits` was reached: no more calls are sent but that of the last turn. Told once, by the root run. */
    | { type: 'limit'; limit: LimitName; allowed: number; spent: number }
    | {
        type: 'sub-call-start'
        id: string
        parentId: string
        kind: 'llm' | 'rlm'
        recursive: boolean
        prompt: string
        /** Of a call with a context of its own: UTF-16 code units of that. */
        contextChars?: number | undefined
      }
    | { type: 'tool-call-start'; id: string; parentId: string; name: string; argument: string }
    /** `text`: the result as JSON. `isReplayed`: it is from the journal, and the tool did not run. */
    | {
        type: 'tool-call-end'
        id: string
        name: string
        text: string
        isReplayed: boolean
        durationMs: number
        outcome: Outcome
      }
    /** The path of a resumed run has left that of its journal here, and goes on anew: what follows is paid for. */
    | { type: 'replay-divergence'; message: string }
    /** The cache or the journal could not be read or written, or the trajectory not written. Told once for each. */
    | { type: 'storage-error'; storage: 'cache' | 'journal' | 'trajectory'; message: string }
    | { type: 'sub-call-end'; id: string; text: string; durationMs: number; outcome: Outcome }
    | { type: 'final'; answer: string; source: 'code' | 'text' | 'last-turn' }
  )

/**
 * Why a run ended with an answer. `'final'`: the model gave it. `'max-iterations'`, `'limit'`: the turns were used up or
 * one of `limits` was reached, and the forced last turn gave it. `'direct'`: one plain call gave it (`route: 'auto'`).
 */
export type StopReason = 'final' | 'max-iterations' | 'limit' | 'direct'
