import { limitFunction } from 'p-limit'
import { abortedError, throwIfAborted } from '../errors.ts'
import type { ModelClient } from './client.ts'

type Slots = (start: () => Promise<void>) => Promise<void>

/**
 * Lets at most `maxConcurrency` calls be in flight at once; further ones wait in order. A slot is held from the request
 * to the reply, so this belongs inside `withRetries`: the wait before a retry then holds none. A call that is aborted
 * while it waits rejects at once and is never sent.
 */
export function withConcurrency(client: ModelClient, maxConcurrency: number): ModelClient {
  // The package's default export is lost on a CommonJS build; this named one is the same limiter.
  const inSlot: Slots = limitFunction((start) => start(), { concurrency: maxConcurrency })
  return {
    complete: (request, call) => whenFree(inSlot, call.signal, () => client.complete(request, call)),
  }
}

function whenFree<Value>(inSlot: Slots, signal: AbortSignal | undefined, task: () => Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      if (signal !== undefined) reject(abortedError(signal))
    }
    const start = async (): Promise<void> => {
      signal?.removeEventListener('abort', leave)
      try {
        throwIfAborted(signal)
        resolve(await task())
      } catch (error) {
        reject(error)
      }
    }
    if (signal?.aborted === true) return leave()
    signal?.addEventListener('abort', leave, { once: true })
    void inSlot(start)
  })
}
