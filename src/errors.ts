import type { Usage } from './cost/usage.ts'

/** What went wrong, for programs. Misuse of the API is a `TypeError` instead, thrown before any model is called. */
export type RLMErrorCode =
  | 'aborted' // the caller's `signal`
  | 'authentication' // HTTP 401, 403
  | 'bad-request' // HTTP 400, 404, 422 and other refusals
  | 'bad-response' // a reply that is no chat completion
  | 'connection' // unreachable, reset, cut
  | 'context-length' // the request exceeds the model's window
  | 'invalid-answer' // no answer that fits the `schema`
  | 'internal' // a fault of this library
  | 'limit' // one of `limits` was reached
  | 'no-answer' // the forced last turn brought no answer
  | 'overloaded' // HTTP 5xx
  | 'quota' // the account has no credit left
  | 'rate-limit' // HTTP 429
  | 'sandbox' // the sandbox did not start or broke its protocol
  | 'storage' // the journal could not be read or written
  | 'tool' // a tool of the user's failed; only in events
  | 'timeout' // no byte for `timeoutMs`

/** Details of an `RLMError`. */
export interface RLMErrorDetails {
  code: RLMErrorCode
  cause?: unknown
  /** What the run had used when it failed. */
  usage?: Usage | undefined
  /** The best answer so far: a candidate the model had built, else the last text it wrote. */
  partialAnswer?: string | undefined
}

/** The one error that runs reject with. The message says the rule, the value and the remedy. */
export class RLMError extends Error {
  override readonly name: string = 'RLMError'
  readonly code: RLMErrorCode
  readonly usage: Usage | undefined
  readonly partialAnswer: string | undefined

  constructor(message: string, { code, cause, usage, partialAnswer }: RLMErrorDetails) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.usage = usage
    this.partialAnswer = partialAnswer
  }
}

/** Details of a `ModelError`. */
export interface ModelErrorDetails extends RLMErrorDetails {
  /** HTTP status, where there was a reply. */
  status?: number | undefined
  /** How long the provider asks to wait, in milliseconds. */
  retryAfterMs?: number | undefined
  /** Tokens of the model's context window, where the provider states them as it refuses a request that exceeds it. */
  contextWindow?: number | undefined
}

const RETRYABLE: ReadonlySet<RLMErrorCode> = new Set([
  'bad-response',
  'connection',
  'overloaded',
  'rate-limit',
  'timeout',
])

/** One failed model call. A `ModelClient` throws it so that the retry loop knows what to do. */
export class ModelError extends RLMError {
  override readonly name = 'ModelError'
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  readonly contextWindow: number | undefined

  constructor(message: string, { status, retryAfterMs, contextWindow, ...details }: ModelErrorDetails) {
    super(message, details)
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.contextWindow = contextWindow
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.code)
  }
}

/** The limits that a run can reach. */
export type LimitName = 'costUsd' | 'tokens' | 'calls' | 'durationMs' | 'errors'

/** Details of a `LimitError`. */
export interface LimitErrorDetails extends Omit<RLMErrorDetails, 'code'> {
  limit: LimitName
  allowed: number
  spent: number
}

/** A run reached one of its `limits`. */
export class LimitError extends RLMError {
  override readonly name = 'LimitError'
  readonly limit: LimitName
  /** The limit's value, in its own unit. */
  readonly allowed: number
  /** What was used of it when it was reached, in the same unit. */
  readonly spent: number

  constructor(message: string, { limit, allowed, spent, ...details }: LimitErrorDetails) {
    super(message, { ...details, code: 'limit' })
    this.limit = limit
    this.allowed = allowed
    this.spent = spent
  }
}

/** The error of work that a `signal` ended: the limit that ended it, else one whose `cause` is the signal's reason. */
export function abortedError(signal: AbortSignal): RLMError {
  if (signal.reason instanceof LimitError) return signal.reason
  return new RLMError('The work was aborted by its `signal`.', { code: 'aborted', cause: signal.reason })
}

/** Throws `abortedError` where `signal` has aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal)
}
