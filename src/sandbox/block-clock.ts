/** Counts the time that a block works; waits for models do not count. Calls `onExpire` once, when the limit is reached. */
export class BlockClock {
  readonly #onExpire: () => void
  #remainingMs: number
  #runningSince: number | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(limitMs: number, onExpire: () => void) {
    this.#remainingMs = limitMs
    this.#onExpire = onExpire
  }

  /** Starts it, or goes on; nothing where it runs. */
  run(): void {
    if (this.#runningSince !== undefined) return
    this.#runningSince = performance.now()
    this.#timer = setTimeout(this.#onExpire, this.#remainingMs)
  }

  /** Stops it for a while; nothing where it stands. */
  pause(): void {
    if (this.#runningSince === undefined) return
    clearTimeout(this.#timer)
    this.#remainingMs = Math.max(0, this.#remainingMs - (performance.now() - this.#runningSince))
    this.#runningSince = undefined
  }
}
