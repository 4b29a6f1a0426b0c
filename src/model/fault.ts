import type { RLMErrorCode } from '../errors.ts'

/** What a provider says of a call that it did not answer. */
export interface ProviderFault {
  /** HTTP status; absent where the error came in the body of a reply that began well. */
  status?: number | undefined
  /** The `code` and `type` of the error object, as far as they are text. */
  names: readonly string[]
  message: string
}

const QUOTA = /^(?:insufficient_quota|billing_hard_limit_reached|billing_not_active|insufficient_balance)$/

const CONTEXT_LENGTH =
  /context[ _](?:length|window|size|limit)|maximum (?:context|model length|prompt length)|prompt is too long|token count.{0,40}exceed|too many (?:input )?tokens/i

/** `code` of OpenAI and those who follow it; `type` of llama.cpp, with whatever status. */
const CONTEXT_LENGTH_NAMES: ReadonlySet<string> = new Set(['context_length_exceeded', 'exceed_context_size_error'])

/** Names that tell the kind of an error that has no status. */
const NAMED: readonly [RegExp, RLMErrorCode][] = [
  [/rate_limit|too_many_requests/, 'rate-limit'],
  [/overloaded|server_error|internal_error|unavailable|api_error/, 'overloaded'],
  [/api_key|authentication|permission/, 'authentication'],
  [/timeout/, 'timeout'],
  [/invalid_request|not_found|unsupported/, 'bad-request'],
]

/** The code of an error for programs; it decides whether the call is tried again. */
export function codeOfFault({ status, names, message }: ProviderFault): RLMErrorCode {
  if (status === 402 || names.some((name) => QUOTA.test(name))) return 'quota'
  if (names.some((name) => CONTEXT_LENGTH_NAMES.has(name))) return 'context-length'
  if (status === undefined) return codeOfNames(names, message)
  if ((status === 400 || status === 422) && CONTEXT_LENGTH.test(message)) return 'context-length'
  return codeOfStatus(status)
}

/** The code that an HTTP status alone stands for. */
function codeOfStatus(status: number): RLMErrorCode {
  if (status === 401 || status === 403) return 'authentication'
  if (status === 402) return 'quota'
  if (status === 408) return 'timeout'
  if (status === 413) return 'context-length'
  if (status === 429) return 'rate-limit'
  // A conflict or "too early" is over a moment later, as a server's own faults may be.
  if (status === 409 || status === 425 || status >= 500) return 'overloaded'
  return status >= 400 ? 'bad-request' : 'bad-response'
}

function codeOfNames(names: readonly string[], message: string): RLMErrorCode {
  if (CONTEXT_LENGTH.test(message)) return 'context-length'
  return NAMED.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? 'bad-response'
}
