import type { JournalLine } from './journal-format.ts'
import type { RecordedAnswer, RecordedBlock, RecordedDelivery, RecordedReply } from './storage.ts'

/** A block and the order in which its calls were answered and its timers fired. */
export type BlockRecord = RecordedBlock & { deliveries: number[] }

/** Finds what a journal holds by key. Lines are added in the order of the file. */
export class JournalIndex {
  readonly #replies = new Map<string, RecordedReply>()
  readonly #answers = new Map<string, RecordedAnswer>()
  readonly #blocks = new Map<string, BlockRecord>()
  /** Keys of root replies that were not asked for, by scope. */
  readonly #unusedTurns = new Map<string, Set<string>>()
  /** Failed calls that no later turn is known to have been told of, by scope. */
  readonly #untoldFailures = new Map<string, RecordedAnswer[]>()

  add(line: JournalLine): void {
    switch (line.type) {
      case 'reply':
        return this.#addReply(line)
      case 'answer':
        return this.#addAnswer(line)
      case 'block':
        return void this.#blocks.set(line.key, { ...line, deliveries: [] })
      case 'delivery':
        return this.#addDelivery(line)
      case 'resume':
        return this.#untoldFailures.clear()
      case 'end':
    }
  }

  /** The first whole reply of a key, else the last partial one. A root turn counts as used from then on. */
  reply(key: string): RecordedReply | undefined {
    const found = this.#replies.get(key)
    if (found?.role === 'root') this.#unusedTurns.get(found.scope)?.delete(key)
    return found
  }

  /** The first answer of a key. */
  answer(key: string): RecordedAnswer | undefined {
    return this.#answers.get(key)
  }

  /** The last block of a key, with the deliveries since. */
  block(key: string): BlockRecord | undefined {
    return this.#blocks.get(key)
  }

  /** Root turns of a scope that were not asked for. */
  unusedTurns(scope: string): number {
    return this.#unusedTurns.get(scope)?.size ?? 0
  }

  #addReply(reply: RecordedReply): void {
    if (reply.role !== 'sub-call') this.#tellFailures(reply.scope)
    const known = this.#replies.get(reply.key)
    if (reply.redacted === true || (known !== undefined && known.isPartial !== true)) return
    this.#replies.set(reply.key, reply)
    if (reply.role === 'root') entryOf(this.#unusedTurns, reply.scope, () => new Set()).add(reply.key)
  }

  /**
   * A failed call counts once a turn after it has read of it. A run that died before that asks again: a whole outage
   * would otherwise be replayed to the model.
   */
  #addAnswer(answer: RecordedAnswer): void {
    if (answer.redacted === true) return
    const isFailedCall = !answer.ok && answer.code !== undefined
    if (isFailedCall) entryOf(this.#untoldFailures, answer.scope, () => []).push(answer)
    else this.#keepFirst(answer)
  }

  #tellFailures(scope: string): void {
    for (const failure of this.#untoldFailures.get(scope) ?? []) this.#keepFirst(failure)
    this.#untoldFailures.delete(scope)
  }

  #keepFirst(answer: RecordedAnswer): void {
    if (!this.#answers.has(answer.key)) this.#answers.set(answer.key, answer)
  }

  #addDelivery({ key, id }: RecordedDelivery): void {
    this.#blocks.get(key)?.deliveries.push(id)
  }
}

function entryOf<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const value = map.get(key) ?? create()
  map.set(key, value)
  return value
}
