import { untilAborted } from '../abort.ts'

/** A call in flight and those that wait for it. */
interface SharedCall<Value> {
  value: Promise<Value>
  waiting: number
  /** Aborts the call when nobody waits for it any more. */
  left: AbortController
}

/** Work of one who asks, and whether it was begun for them. */
export interface Joined<Value> {
  isFirst: boolean
  value: Promise<Value>
}

/** Calls in flight that others may join instead of making the same one. */
export class SharedCalls<Value> {
  readonly #calls = new Map<string, SharedCall<Value>>()

  /** Joins the call in flight for `identity`, or starts it. It goes on until all who wait for it have aborted. */
  join(identity: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Joined<Value> {
    const known = this.#calls.get(identity)
    const call = known ?? this.#begin(identity, start)
    call.waiting += 1
    const value = untilAborted(call.value, signal).finally(() => {
      call.waiting -= 1
      if (call.waiting > 0) return
      this.#forget(identity, call)
      call.left.abort()
    })
    return { isFirst: known === undefined, value }
  }

  #begin(identity: string, start: (signal: AbortSignal) => Promise<Value>): SharedCall<Value> {
    const left = new AbortController()
    const call = { value: start(left.signal), waiting: 0, left }
    this.#calls.set(identity, call)
    const forget = (): void => this.#forget(identity, call)
    call.value.then(forget, forget)
    return call
  }

  #forget(identity: string, call: SharedCall<Value>): void {
    if (this.#calls.get(identity) === call) this.#calls.delete(identity)
  }
}
