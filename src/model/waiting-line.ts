import type { Pace } from './pace.ts'

/** A call that waits to be sent. */
export interface Waiter {
  /** Repeats a call that has waited before; such go before new ones. */
  isRetry: boolean
  /** Sends it; `sentAt` is what the pace wants to hear with the outcome. */
  start: (sentAt: number) => Promise<void>
}

type Slot = (start: (() => Promise<void>) | undefined) => void

/** Where calls wait: each is sent when a slot is free and the pace lets it go, in order, retries first. */
export class WaitingLine {
  readonly #pace: Pace
  readonly #retries = new Set<Waiter>()
  readonly #newcomers = new Set<Waiter>()
  readonly #freeSlots: Slot[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(pace: Pace) {
    this.#pace = pace
  }

  join(waiter: Waiter): void {
    const queue = waiter.isRetry ? this.#retries : this.#newcomers
    queue.add(waiter)
  }

  leave(waiter: Waiter): void {
    this.#retries.delete(waiter)
    this.#newcomers.delete(waiter)
    this.advance()
  }

  /** Offers a free slot: resolves to what sends the next call in it, or to `undefined` where nobody waits any more. */
  next(): Promise<(() => Promise<void>) | undefined> {
    return new Promise((resolve) => {
      this.#freeSlots.push(resolve)
      this.advance()
    })
  }

  /** Lets everyone go who may; for those who may not yet, one timer is set. */
  readonly advance = (): void => {
    clearTimeout(this.#timer)
    while (this.#freeSlots.length > this.#length) this.#freeSlots.pop()?.(undefined)
    while (this.#freeSlots.length > 0) {
      const { waitMs } = this.#pace
      if (waitMs > 0) {
        this.#timer = setTimeout(this.advance, waitMs)
        return
      }
      this.#letGo()
    }
  }

  get #length(): number {
    return this.#retries.size + this.#newcomers.size
  }

  #letGo(): void {
    const queue = this.#retries.size > 0 ? this.#retries : this.#newcomers
    const [waiter] = queue
    const slot = this.#freeSlots.shift()
    if (waiter === undefined || slot === undefined) return
    queue.delete(waiter)
    const sentAt = this.#pace.send()
    slot(() => waiter.start(sentAt))
  }
}
