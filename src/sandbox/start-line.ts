import { setImmediate } from 'node:timers/promises'
import { limitFunction } from 'p-limit'
import { abortedError } from '../errors.ts'

/** Starts something; called at most once. */
type Start<Value> = () => Promise<Value>

/**
 * Starts things in order, so many at once: the start of a process is all work for the processor, so that more of them at
 * once would only all be late. Each begins in a turn of the event loop of its own, which every fork holds up. One whose
 * signal aborts while it waits rejects at once and is never started.
 */
export class StartLine {
  readonly #inSlot: (start: Start<void>) => Promise<void>
  #turn: Promise<void> = Promise.resolve()

  constructor(atOnce: number) {
    // The package's default export is lost on a CommonJS build; this named one is the same limiter.
    this.#inSlot = limitFunction((start: Start<void>) => start(), { concurrency: atOnce })
  }

  /** Settles as the start does. */
  start<Value>(start: Start<Value>, signal?: AbortSignal): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => {
        if (signal !== undefined) reject(abortedError(signal))
      }
      if (signal?.aborted === true) return leave()
      signal?.addEventListener('abort', leave, { once: true })
      void this.#inSlot(async () => {
        this.#turn = this.#turn.then(() => setImmediate())
        await this.#turn
        signal?.removeEventListener('abort', leave)
        if (signal?.aborted !== true) await start().then(resolve, reject)
      })
    })
  }
}
