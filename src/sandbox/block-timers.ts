import { MAX_PENDING_TIMERS } from './limits.ts'
import { WireViolation } from './wire-violation.ts'

/** The timers of one block: the child has no event loop of its own while a block runs. */
export class BlockTimers {
  readonly #onFire: (id: number) => void
  readonly #timers = new Map<number, NodeJS.Timeout>()

  constructor(onFire: (id: number) => void) {
    this.#onFire = onFire
  }

  /** Sets one. It counts until it is cleared, also when its time is over. */
  start(id: number, delayMs: number): void {
    if (this.#timers.has(id)) throw new WireViolation('protocol', `the timer ${id} set twice`)
    if (this.#timers.size >= MAX_PENDING_TIMERS) {
      throw new WireViolation('flood', `more than ${MAX_PENDING_TIMERS} timers at once`)
    }
    this.#timers.set(
      id,
      setTimeout(() => this.#onFire(id), delayMs),
    )
  }

  clear(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  clearAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
