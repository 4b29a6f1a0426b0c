import type { Usage, TokenUsage } from '../cost/usage.ts'
import type { RLMErrorCode } from '../errors.ts'
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
export type Outcome = { ok: true } | { ok: false; code: RLMErrorCode; message: string }

/** Everything that happens in a run, in order. Every start has an end, also on abort and failure. */
export type RunEvent = EventBase &
  (
    | { type: 'run-start'; parentId?: string | undefined; query: string; context: string; model: string }
    | {
        type: 'run-end'
        answer?: string | undefined
        stopReason?: StopReason | undefined
        outcome: Outcome
        usage: Usage
      }
    | { type: 'iteration-start'; iteration: number }
    | { type: 'iteration-end'; iteration: number }
    | { type: 'model-call-start'; callId: string; role: 'root' | 'sub-call'; model: string; promptChars: number }
    | { type: 'model-call-delta'; callId: string; text: string }
    | { type: 'model-call-retry'; callId: string; attempt: number; delayMs: number; outcome: Outcome }
    | {
        type: 'model-call-end'
        callId: string
        role: 'root' | 'sub-call'
        text: string
        usage?: TokenUsage | undefined
        costUsd?: number | null | undefined
        durationMs: number
        outcome: Outcome
      }
    | { type: 'block-start'; iteration: number; index: number; source: string }
    | { type: 'block-end'; iteration: number; index: number; result: BlockResult }
    | { type: 'sandbox-restart'; reason: string }
    | { type: 'sub-call-start'; callId: string; kind: 'llm' | 'rlm'; recursive: boolean; prompt: string }
    | { type: 'sub-call-end'; callId: string; text: string; durationMs: number; outcome: Outcome }
    | { type: 'final'; answer: string; source: 'code' | 'text' | 'last-turn' }
  )

/** Why a run ended with an answer. */
export type StopReason = 'final' | 'max-iterations'
