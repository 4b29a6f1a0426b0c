import type { ShortMessage } from './host-messages.ts'
import type { BlockReplay } from './sandbox.ts'
import { WireViolation } from './wire-violation.ts'

/** What lets a block go on: the answer to a call, or a timer that fires. */
export type Delivery = Extract<ShortMessage, { type: 'reply' | 'timer' }>

/** A call or timer of the block that has not been delivered. */
interface Open {
  /** Its place among all that the block has made, from 1. */
  number: number
  type: 'call' | 'timer'
}

type RecordedOrder = Pick<BlockReplay, 'deliveries' | 'onDelivery' | 'onDivergence'>

/**
 * Sends the answers and timers of one block in their recorded order, holding what comes too early; after that, as they
 * come. They are recorded by their numbers in the block, which do not depend on the blocks before it.
 */
export class DeliveryOrder {
  readonly #replay: RecordedOrder
  readonly #send: (delivery: Delivery) => void
  /** By the child's ids. */
  readonly #open = new Map<number, Open>()
  /** The child's ids of what is open, by number. */
  readonly #ids = new Map<number, number>()
  /** What has settled and must wait, in the order in which it did. */
  readonly #held = new Map<Open, Delivery>()
  #made = 0
  /** How many of the recorded deliveries are done with. */
  #done = 0

  constructor(replay: RecordedOrder, send: (delivery: Delivery) => void) {
    this.#replay = replay
    this.#send = send
  }

  /** Takes a call or timer that the block has just made. A timer whose turn it is fires. */
  add(id: number, type: Open['type']): void {
    if (this.#open.has(id)) throw new WireViolation('protocol', `the id ${id} given twice`)
    this.#made += 1
    this.#open.set(id, { number: this.#made, type })
    this.#ids.set(this.#made, id)
    this.#advance()
  }

  /** Takes an answer, or a timer whose time has come; it is sent when it is its turn. */
  settle(delivery: Delivery): void {
    const open = this.#open.get(delivery.id)
    if (open === undefined) return
    this.#held.set(open, delivery)
    this.#advance()
  }

  /** Forgets a timer that the block has cleared. */
  clear(id: number): void {
    if (this.#open.get(id)?.type !== 'timer') return
    this.#forget(id)
    this.#advance()
  }

  /** Takes the child's word that it waits and has seen all that was sent: what it has not made yet will never come. */
  childWaits(): void {
    const next = this.#next
    if (next === undefined || next <= this.#made) return
    const made = this.#replay.deliveries.slice(0, this.#done)
    this.#done = this.#replay.deliveries.length
    this.#replay.onDivergence(made)
    this.#release()
  }

  /** Forgets everything; nothing more is sent of what the block has made. */
  close(): void {
    this.#done = this.#replay.deliveries.length
    for (const each of [this.#open, this.#ids, this.#held]) each.clear()
  }

  /** Number of the recorded delivery that is to come next. */
  get #next(): number | undefined {
    return this.#replay.deliveries[this.#done]
  }

  #advance(): void {
    for (let next = this.#next; next !== undefined; next = this.#next) {
      if (next > this.#made || !this.#deliver(next)) return
      this.#done += 1
    }
    this.#release()
  }

  /** Gives `false` where the answer is still to come. A timer that is cleared by now had fired too late to be heard. */
  #deliver(number: number): boolean {
    const id = this.#ids.get(number)
    const open = id === undefined ? undefined : this.#open.get(id)
    if (id === undefined || open === undefined) return true
    const delivery = open.type === 'timer' ? ({ type: 'timer', id } as const) : this.#held.get(open)
    if (delivery === undefined) return false
    this.#forget(id)
    this.#send(delivery)
    return true
  }

  #release(): void {
    for (const [{ number }, delivery] of this.#held) {
      this.#forget(delivery.id)
      this.#replay.onDelivery(number)
      this.#send(delivery)
    }
  }

  #forget(id: number): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    this.#ids.delete(open.number)
    this.#held.delete(open)
  }
}
