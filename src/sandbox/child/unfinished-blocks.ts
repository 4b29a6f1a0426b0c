import type { BlockOutcome, ChildMessage, HostMessage, Wire } from '../protocol.ts'

/**
 * A wire that knows which block is unfinished: an interrupt may hit the REPL itself, as it compiles a block or reports
 * about it, and the host must hear of the block's end all the same.
 */
export class UnfinishedBlocks implements Wire {
  readonly #wire: Wire
  #running: number | undefined
  #names: string[] = []

  constructor(wire: Wire) {
    this.#wire = wire
  }

  receive(): HostMessage {
    const message = this.#wire.receive()
    if (message.type === 'exec') this.#running = message.id
    return message
  }

  replyBuffered(): boolean {
    return this.#wire.replyBuffered()
  }

  send(message: ChildMessage): void {
    this.#wire.send(message)
    if (message.type !== 'done') return
    this.#running = undefined
    this.#names = message.outcome.names
  }

  /** Reports the block that was interrupted, where there is one; the host ignores a report that it has already. */
  finish(): void {
    if (this.#running === undefined) return
    this.send({ type: 'done', id: this.#running, outcome: interruptedOutcome(this.#names) })
  }
}

function interruptedOutcome(names: string[]): BlockOutcome {
  const message = 'the block was stopped before its end; what it printed last may be missing'
  return { outputTail: '', error: { name: 'TimeoutError', message }, notes: [], variables: [], names }
}
