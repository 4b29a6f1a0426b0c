import type { HostMessage, Wire } from '../sandbox/protocol.ts'
import type { SubCallRequest } from '../sandbox/sandbox.ts'
import type { Guest } from './bridge.ts'

/** The answer to a call. */
interface Reply {
  ok: boolean
  text: string
}

/** Something that has come, and that the guest has not been told of. */
type Arrival = Reply | 'fired'

/** The calls and timers of the block that runs, and the messages about them. */
export class Exchange {
  readonly #wire: Wire
  #blockId = 0
  #nextId = 1
  #isCancelled = false
  readonly #calls = new Set<number>()
  readonly #timers = new Set<number>()
  /** In the order in which they came. */
  readonly #arrivals = new Map<number, Arrival>()
  #oneByOne = false

  constructor(wire: Wire) {
    this.#wire = wire
  }

  /** Whether the host wants the block to end. */
  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** Calls without a reply. */
  get pendingCalls(): number {
    return this.#calls.size
  }

  /** Whether nothing can come any more that would let the block go on. */
  get isIdle(): boolean {
    return this.#calls.size === 0 && this.#timers.size === 0
  }

  /** `oneByOne` hands arrivals over one at a time: what the guest does then depends on their order alone. */
  begin(blockId: number, oneByOne = false): void {
    this.#blockId = blockId
    this.#isCancelled = false
    this.#oneByOne = oneByOne
  }

  /** Forgets the calls and stops the timers of the block; gives the number of timers that had not fired. */
  end(): number {
    const pending = this.#timers.size
    for (const id of this.#timers) this.#wire.send({ type: 'clear-timer', id })
    this.#timers.clear()
    this.#calls.clear()
    this.#arrivals.clear()
    return pending
  }

  /** Sends a call off; `undefined` once the block is to end. */
  post(request: SubCallRequest): number | undefined {
    if (this.#isCancelled) return undefined
    const id = this.#takeId()
    this.#calls.add(id)
    this.#wire.send({ type: 'query', id, request })
    return id
  }

  /** Blocks until the reply to a call; `undefined` once the block is to end. Everything else that comes is kept. */
  wait(id: number): Reply | undefined {
    while (!this.#arrivals.has(id)) {
      if (this.#isCancelled || !this.#calls.has(id)) return undefined
      this.#receive()
    }
    const reply = this.#arrivals.get(id)
    if (reply === 'fired') return undefined
    this.#arrivals.delete(id)
    this.#calls.delete(id)
    return reply
  }

  startTimer(delayMs: number): number | undefined {
    if (this.#isCancelled) return undefined
    const id = this.#takeId()
    this.#timers.add(id)
    this.#wire.send({ type: 'timer', id, delayMs })
    return id
  }

  clearTimer(id: number): void {
    if (!this.#timers.delete(id)) return
    this.#arrivals.delete(id)
    this.#wire.send({ type: 'clear-timer', id })
  }

  /** Blocks until something has come, unless something has already, and hands it to the guest. */
  pass(guest: Guest): void {
    if (this.#arrivals.size === 0) this.#receive()
    while (!this.#oneByOne && this.#wire.replyBuffered()) this.#receive()
    for (const [id, arrival] of this.#arrivals) {
      this.#arrivals.delete(id)
      this.#handOver(id, arrival, guest)
      if (this.#oneByOne) return
    }
  }

  #handOver(id: number, arrival: Arrival, guest: Guest): void {
    if (arrival === 'fired') {
      this.#timers.delete(id)
      guest.fire(id)
    } else {
      this.#calls.delete(id)
      guest.deliver(id, arrival.ok, arrival.text)
    }
  }

  #takeId(): number {
    const id = this.#nextId
    this.#nextId += 1
    return id
  }

  #receive(): void {
    if (!this.#wire.replyBuffered()) this.#wire.send({ type: 'waiting', id: this.#blockId })
    this.#accept(this.#wire.receive())
  }

  #accept(message: HostMessage): void {
    switch (message.type) {
      case 'reply':
        // The reply to a call of an earlier block, cut short, has no one to go to.
        if (this.#calls.has(message.id)) this.#arrivals.set(message.id, { ok: message.ok, text: message.text })
        return
      case 'timer':
        if (this.#timers.has(message.id)) this.#arrivals.set(message.id, 'fired')
        return
      case 'cancel':
        this.#isCancelled ||= message.id === this.#blockId
        return
      case 'quit':
        this.#isCancelled = true
        return
      case 'exec':
      case 'load':
    }
  }
}
