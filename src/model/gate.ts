import { limitFunction } from 'p-limit'
import { abortedError, throwIfAborted } from '../errors.ts'
import type { ModelCallOptions, ModelClient, ModelReply, ModelRequest } from './client.ts'
import { asModelError } from './foreign-error.ts'
import { Pace } from './pace.ts'
import { WaitingLine, type Waiter } from './waiting-line.ts'

/** Options of a `Gate`. */
export interface GateOptions {
  /** Calls in flight at once. */
  maxConcurrency: number
  /** A clock in milliseconds, for tests. Default: `performance.now`. */
  now?: (() => number) | undefined
}

/**
 * The one way to an endpoint, shared by all clients that lead to it. At most `maxConcurrency` calls are in flight at
 * once, and when the endpoint refuses one for its rate or for overload, all slow down together (see `Pace`). Further
 * calls wait in order, retries before new ones; one that is aborted while it waits rejects at once and is never sent.
 *
 * A slot is held from the request to the reply, so a gate belongs inside `withRetries`, with `isPaced` set: the wait
 * before a retry then holds none.
 */
export class Gate {
  readonly #inSlot: (serve: () => Promise<void>) => Promise<void>
  readonly #pace: Pace
  readonly #line: WaitingLine

  constructor({ maxConcurrency, now = () => performance.now() }: GateOptions) {
    // The package's default export is lost on a CommonJS build; this named one is the same limiter.
    this.#inSlot = limitFunction((serve) => serve(), { concurrency: maxConcurrency })
    this.#pace = new Pace(now)
    this.#line = new WaitingLine(this.#pace)
  }

  /** The client with its calls sent through this gate. */
  limit(client: ModelClient): ModelClient {
    return {
      endpoint: client.endpoint,
      complete: (request, call) => this.#admit(call, (sentAt) => this.#send(client, { request, call, sentAt })),
    }
  }

  /** Waits for a turn. Slots are nameless: whoever is first in line takes the next that is free. */
  #admit<Value>({ signal, isRetry = false }: ModelCallOptions, send: (sentAt: number) => Promise<Value>) {
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => {
        this.#line.leave(waiter)
        if (signal !== undefined) reject(abortedError(signal))
      }
      const start = async (sentAt: number): Promise<void> => {
        signal?.removeEventListener('abort', leave)
        await send(sentAt).then(resolve, reject)
      }
      const waiter: Waiter = { isRetry, start }
      if (signal?.aborted === true) return leave()
      signal?.addEventListener('abort', leave, { once: true })
      this.#line.join(waiter)
      void this.#inSlot(this.#serveNext)
    })
  }

  readonly #serveNext = async (): Promise<void> => {
    const start = await this.#line.next()
    await start?.()
  }

  async #send(client: ModelClient, { request, call, sentAt }: Departure): Promise<ModelReply> {
    throwIfAborted(call.signal)
    try {
      const reply = await client.complete(request, call)
      this.#pace.answered(sentAt)
      return reply
    } catch (error) {
      this.#pace.failed(sentAt, asModelError(error, request))
      throw error
    } finally {
      // The others may wait for longer now, or for less.
      this.#line.advance()
    }
  }
}

interface Departure {
  request: ModelRequest
  call: ModelCallOptions
  sentAt: number
}
