import { BlockCalls } from './block-calls.ts'
import { BlockClock } from './block-clock.ts'
import { BlockTimers } from './block-timers.ts'
import type { ChildLink } from './child-link.ts'
import { type Delivery, DeliveryOrder } from './delivery-order.ts'
import { climbInterruptLadder } from './interrupt-ladder.ts'
import { MAX_MESSAGES_PER_BLOCK, type SandboxLimits } from './limits.ts'
import type { BlockOutcome, ChildMessage } from './protocol.ts'
import type { BlockOptions, BlockResult, SandboxLoss, SubCallHandler } from './sandbox.ts'
import { WireViolation } from './wire-violation.ts'

/** What a `BlockRun` needs. */
export interface BlockRunOptions extends BlockOptions {
  id: number
  source: string
  link: ChildLink
  limits: SandboxLimits
  answer: SubCallHandler
}

/** The messages that belong to a block. */
export type BlockMessage = Exclude<ChildMessage, { type: 'ready' | 'loaded' | 'code-cache' }>

/** One block in flight, from its `exec` to its result. */
export class BlockRun {
  /** Resolves when the block is done, or its sandbox lost. */
  readonly result: Promise<BlockResult>
  readonly #options: BlockRunOptions
  readonly #startedAt = performance.now()
  readonly #calls: BlockCalls
  readonly #timers: BlockTimers
  readonly #clock: BlockClock
  readonly #order: DeliveryOrder | undefined
  #resolve: (result: BlockResult) => void = () => {}
  #stopLadder: (() => void) | undefined
  #childWaits = false
  #messages = 0
  #printed: string[] = []
  #printedChars = 0
  #final: string | undefined

  constructor(options: BlockRunOptions) {
    this.#options = options
    this.#calls = new BlockCalls(options.answer, (reply) => this.#deliver(reply))
    this.#timers = new BlockTimers((id) => this.#deliver({ type: 'timer', id }))
    const { id, source, replay } = options
    this.#order = replay && new DeliveryOrder(replay, (delivery) => this.#wake(delivery))
    const { blockTimeoutMs } = options.limits
    const overtime = `worked longer than ${blockTimeoutMs / 1000} s`
    this.#clock = new BlockClock(blockTimeoutMs, () => this.#expire(overtime))
    this.result = new Promise((resolve) => {
      this.#resolve = resolve
    })
    this.#clock.run()
    options.link.send({ type: 'exec', id, source, replay })
    options.stop?.addEventListener('abort', this.#onStop)
    if (options.stop?.aborted === true) this.#onStop()
  }

  /** Takes a message of the child; `done` settles the result. */
  handle(message: BlockMessage): void {
    this.#count()
    this.#assertOwn(message)
    switch (message.type) {
      case 'print':
        this.#print(message.text)
        break
      case 'query':
        this.#order?.add(message.id, 'call')
        this.#calls.start(message.id, message.request)
        break
      case 'waiting':
        this.#wait(message.received)
        break
      case 'timer':
        this.#timers.start(message.id, message.delayMs)
        this.#order?.add(message.id, 'timer')
        break
      case 'clear-timer':
        this.#timers.clear(message.id)
        this.#order?.clear(message.id)
        break
      case 'final':
        this.#final ??= message.text
        break
      case 'done':
        this.#finish(message.outcome)
        break
    }
  }

  /** Ends the block with the loss of its sandbox. */
  lose(loss: SandboxLoss): void {
    this.#settle({ stdout: this.#printed.join(''), notes: [...this.#calls.notes], variables: [], lost: loss })
  }

  /** Whether the block has used up its time. */
  get expired(): boolean {
    return this.#stopLadder !== undefined
  }

  #count(): void {
    this.#messages += 1
    if (this.#messages <= MAX_MESSAGES_PER_BLOCK) return
    throw new WireViolation('flood', `more than ${MAX_MESSAGES_PER_BLOCK} messages from one block`)
  }

  /** Calls and timers have ids of their own; everything else carries the block's. */
  #assertOwn({ type, id }: BlockMessage): void {
    if (id === this.#options.id || type === 'query' || type === 'timer' || type === 'clear-timer') return
    throw new WireViolation('protocol', `a message of block ${id} while ${this.#options.id} runs`)
  }

  #print(text: string): void {
    this.#printedChars += text.length
    if (this.#printedChars > this.#maxPrintedChars) {
      throw new WireViolation('flood', `more output than the ${this.#maxPrintedChars} characters that are kept`)
    }
    this.#printed.push(text)
    this.#options.onOutput?.(text)
  }

  /** The child holds output back by itself; only one that has been broken into sends more. */
  get #maxPrintedChars(): number {
    return 2 * this.#options.limits.maxOutputChars
  }

  /** A message that the child has not seen yet wakes it at once, and it will say again that it waits. */
  #wait(received: number | undefined): void {
    this.#childWaits = received === this.#options.link.sent
    if (this.#childWaits) this.#order?.childWaits()
    this.#setClock()
  }

  #deliver(delivery: Delivery): void {
    if (this.#order === undefined) this.#wake(delivery)
    else this.#order.settle(delivery)
  }

  #wake(delivery: Delivery): void {
    // Its time may be over, or not yet where it fires in its recorded turn.
    if (delivery.type === 'timer') this.#timers.clear(delivery.id)
    this.#childWaits = false
    this.#setClock()
    this.#options.link.send(delivery)
  }

  #setClock(): void {
    if (this.expired) return
    if (this.#childWaits && this.#calls.pending > 0) this.#clock.pause()
    else this.#clock.run()
  }

  readonly #onStop = (): void => this.#expire('was to stop')

  #expire(why: string): void {
    if (this.expired) return
    const { link, id } = this.#options
    const message = `The block ${why} and could not be interrupted.`
    this.#clock.pause()
    this.#order?.close()
    this.#stopLadder = climbInterruptLadder(link, id, () => link.kill({ reason: 'time', message }))
    this.#calls.abort()
  }

  #finish({ outputTail, notes, result, error, candidate, variables }: BlockOutcome): void {
    const stdout = this.#printed.join('') + outputTail
    if (outputTail !== '') this.#options.onOutput?.(outputTail)
    const allNotes = [...new Set([...notes, ...this.#calls.notes])]
    this.#settle({ stdout, result, error, candidate, notes: allNotes, variables })
  }

  #settle(result: Omit<BlockResult, 'durationMs' | 'final'>): void {
    this.#clock.pause()
    this.#options.stop?.removeEventListener('abort', this.#onStop)
    this.#stopLadder?.()
    this.#timers.clearAll()
    this.#order?.close()
    this.#calls.abort()
    this.#resolve({ ...result, final: this.#final, durationMs: performance.now() - this.#startedAt })
  }
}
