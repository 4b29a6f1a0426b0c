const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Watches over one call: its signal aborts when the caller's does, or when nothing was heard for too long. */
export class IdleWatch {
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  #timeoutMs: number
  #timer: NodeJS.Timeout
  #hasExpired = false

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.#timeoutMs = Math.min(timeoutMs, LONGEST_TIMER_MS)
    this.#timer = this.#start()
    this.#caller = caller
    if (caller?.aborted === true) this.#abort()
    else caller?.addEventListener('abort', this.#abort, { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Milliseconds of silence that end the call. */
  get timeoutMs(): number {
    return this.#timeoutMs
  }

  /** The caller's signal, once it has aborted. */
  get abortedBy(): AbortSignal | undefined {
    return this.#caller?.aborted === true ? this.#caller : undefined
  }

  /** Whether nothing was heard for too long. */
  get hasExpired(): boolean {
    return this.#hasExpired
  }

  /** Something was heard: the wait begins anew. */
  heard(): void {
    this.#timer.refresh()
  }

  /** From now on no more than this is waited. */
  shorten(timeoutMs: number): void {
    clearTimeout(this.#timer)
    this.#timeoutMs = Math.min(timeoutMs, this.#timeoutMs)
    this.#timer = this.#start()
  }

  /** Ends the watch; nothing is left of it. */
  close(): void {
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#abort)
  }

  readonly #abort = (): void => {
    this.#controller.abort(this.#caller?.reason)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#hasExpired = true
      this.#controller.abort()
    }, this.#timeoutMs)
  }
}
