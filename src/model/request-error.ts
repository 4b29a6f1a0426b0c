import type { ModelError, RLMError } from '../errors.ts'
import { type Callee, callError, faultError, quote, stoppedError } from './callee.ts'
import type { IdleWatch } from './idle-watch.ts'
import { retryAfterMs } from './retry-after.ts'
import { causeChain, safeCause } from './safe-cause.ts'

/**
 * The error of a call that failed before its reply began, from what the `openai` package threw. A client that the user
 * brings may come from another copy of the package, so its errors are known by their shape, not their class.
 */
export function requestError(error: unknown, callee: Callee, watch: IdleWatch): RLMError {
  const stopped = stoppedError(callee, watch)
  if (stopped !== undefined) return stopped
  if (!(error instanceof Error)) return callError(callee, 'was not asked', { code: 'bad-request' })
  const status = property(error, 'status')
  return typeof status === 'number' ? statusError(error, status, callee) : unansweredError(error, callee)
}

/** The error of a connection that broke while the reply was read. */
export function brokenError(error: unknown, callee: Callee, watch: IdleWatch): RLMError {
  const cause = safeCause(error, callee.redact)
  return stoppedError(callee, watch) ?? callError(callee, 'broke off its reply', { code: 'connection', cause })
}

function statusError(error: Error, status: number, callee: Callee): ModelError {
  const headers = property(error, 'headers')
  const names = [property(error, 'code'), property(error, 'type')].filter((name) => typeof name === 'string')
  // The package puts the status before the provider's words.
  const message = error.message.replace(/^\d{3} /, '')
  return faultError(
    callee,
    { status, names, message },
    {
      cause: safeCause(error, callee.redact),
      retryAfterMs: headers instanceof Headers ? retryAfterMs(headers, Date.now()) : undefined,
    },
  )
}

function unansweredError(error: Error, callee: Callee): ModelError {
  const cause = safeCause(error, callee.redact)
  const kind = error.constructor.name
  if (kind === 'APIConnectionTimeoutError')
    return callError(callee, 'did not answer in time', { code: 'timeout', cause })
  const reason = causeChain(error).at(-1)?.message ?? ''
  const isConnection = kind === 'APIConnectionError'
  const event = `${isConnection ? 'was not reached' : 'was not asked'}: ${quote(reason, callee)}`
  return callError(callee, event, { code: isConnection ? 'connection' : 'bad-request', cause })
}

function property(error: Error, name: string): unknown {
  return Reflect.get(error, name)
}
