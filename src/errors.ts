import type { Usage } from './cost/usage.ts'

/** What went wrong, for programs. Misuse of the API is a `TypeError` instead, thrown before any model is called. */
export type RLMErrorCode =
  | 'aborted' // the caller's `signal`
  | 'authentication' // HTTP 401, 403
  | 'bad-request' // HTTP 400, 404, 422 and other refusals
  | 'bad-response' // a reply that is no chat completion
  | 'connection' // unreachable, reset, cut
  | 'context-length' // the request exceeds the model's window
  | 'internal' // a fault of this library
  | 'no-answer' // the forced last turn brought no answer
  | 'overloaded' // HTTP 5xx
  | 'quota' // the account has no credit left
  | 'rate-limit' // HTTP 429
  | 'sandbox' // the sandbox did not start or broke its protocol
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

  constructor(message: string, { status, retryAfterMs, ...details }: ModelErrorDetails) {
    super(message, details)
    this.status = status
    this.retryAfterMs = retryAfterMs
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.code)
  }
}

/** The error of work that its caller's `signal` ended; `cause` is the signal's reason. */
export function abortedError(signal: AbortSignal): RLMError {
  return new RLMError('The work was aborted by its `signal`.', { code: 'aborted', cause: signal.reason })
}

/** Throws `abortedError` where `signal` has aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal)
}
