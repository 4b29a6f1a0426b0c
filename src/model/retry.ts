import { setTimeout } from 'node:timers/promises'
import { ModelError, throwIfAborted } from '../errors.ts'
import { untilAborted } from '../abort.ts'
import type { ModelCallOptions, ModelClient, ModelReply, ModelRequest } from './client.ts'
import { asModelError, isLasting } from './foreign-error.ts'
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts'

/** Options of `withRetries`; `random` and `sleep` are there for tests. */
export interface RetryOptions {
  /** Default 5. */
  maxRetries?: number | undefined
  /** Whether the client slows down all its calls when one is refused for its rate, as a `Gate` does. Default false. */
  isPaced?: boolean | undefined
  /** A number from 0 up to 1, as `Math.random` gives. */
  random?: (() => number) | undefined
  /** Resolves after `delayMs`; rejects when the signal aborts. */
  sleep?: ((delayMs: number, signal: AbortSignal | undefined) => Promise<unknown>) | undefined
}

type RetryPolicy = { [Name in keyof RetryOptions]-?: NonNullable<RetryOptions[Name]> }

const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 8000

/**
 * Repeats calls that failed for a passing reason: rate limits, faults of the server, broken and silent connections. The
 * wait is random between 0 and 0.5, 1, 2, 4, then 8 s, on top of what the provider asks for (`Retry-After`, up to ten
 * minutes). Refused requests, keys without credit, unknown hosts and aborts are not repeated, nor is a call whose caller
 * has acted on its text (`isCommitted`).
 *
 * A paced client holds back all calls after a refusal for the rate, so the refused one needs no random wait of its own;
 * only where it is refused again does it step aside, and 0.5, 1, 2, then 4 s are its longest waits. In a storm that
 * refuses a call each time it is sent, five retries thus last for 3.75 s on average beside the waits for a turn.
 *
 * @throws ModelError the last failure, saying how often the call was tried.
 * @throws RLMError with code `'aborted'` as soon as the signal aborts, in a wait and in a call.
 */
export function withRetries(client: ModelClient, options: RetryOptions = {}): ModelClient {
  const { maxRetries = 5, isPaced = false, random = Math.random, sleep = defaultSleep } = options
  const policy = { maxRetries, isPaced, random, sleep }
  return { complete: (request, call) => completeWithRetries(client, policy, request, call) }
}

function defaultSleep(delayMs: number, signal: AbortSignal | undefined): Promise<unknown> {
  return setTimeout(delayMs, undefined, { signal })
}

async function completeWithRetries(
  client: ModelClient,
  policy: RetryPolicy,
  request: ModelRequest,
  call: ModelCallOptions,
): Promise<ModelReply> {
  const { signal, onRetry, isCommitted } = call
  for (let attempt = 1; ; attempt += 1) {
    throwIfAborted(signal)
    try {
      return await tryOnce(client, request, { ...call, isRetry: attempt > 1 })
    } catch (thrown) {
      throwIfAborted(signal)
      const error = asModelError(thrown, request)
      if (isCommitted?.() === true) throw error
      const delayMs = delayBeforeRetry(error, attempt, policy)
      onRetry?.({ attempt, delayMs, error })
      await pause(delayMs, policy, signal)
    }
  }
}

/** One attempt, left at once on an abort even where the client is deaf to it; text that comes later is dropped. */
async function tryOnce(client: ModelClient, request: ModelRequest, call: ModelCallOptions): Promise<ModelReply> {
  const { signal, onText, isRetry } = call
  let isOver = false
  const onLiveText = onText && ((text: string) => void (isOver || onText(text)))
  try {
    return await untilAborted(client.complete(request, { signal, onText: onLiveText, isRetry }), signal)
  } finally {
    isOver = true
  }
}

async function pause(delayMs: number, { sleep }: RetryPolicy, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(delayMs, signal)
  } catch (error) {
    throwIfAborted(signal)
    throw error
  }
}

/** Throws `error` where no retry is due. */
function delayBeforeRetry(error: unknown, attempt: number, policy: RetryPolicy): number {
  const { maxRetries, isPaced } = policy
  if (!(error instanceof ModelError) || !error.isRetryable || isLasting(error)) throw error
  if (attempt > maxRetries) throw attempt === 1 ? error : amended(error, `It was tried ${attempt} times.`)
  const { retryAfterMs = 0 } = error
  if (retryAfterMs > LONGEST_RETRY_AFTER_MS) throw amended(error, tooLong(retryAfterMs))
  const ownWaits = isPaced && error.code === 'rate-limit' ? attempt - 1 : attempt
  return retryAfterMs + (ownWaits === 0 ? 0 : backoffMs(ownWaits, policy))
}

function backoffMs(attempt: number, { random }: RetryPolicy): number {
  return random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1))
}

function tooLong(retryAfterMs: number): string {
  return `The provider asks to wait ${Math.ceil(retryAfterMs / 1000)} s; a retry waits for at most ${LONGEST_RETRY_AFTER_MS / 1000} s.`
}

function amended(error: ModelError, sentence: string): ModelError {
  const { message, code, cause, status, retryAfterMs } = error
  return new ModelError(`${message} ${sentence}`, { code, cause, status, retryAfterMs })
}
