import { MAX_CALL_CHARS_PER_BLOCK, MAX_CALLS_PER_BLOCK } from './limits.ts'
import type { Delivery } from './delivery-order.ts'
import type { SubCallHandler, SubCallRequest } from './sandbox.ts'
import { WireViolation } from './wire-violation.ts'
import { reasonOf } from '../reason.ts'

/** The calls of one block. */
export class BlockCalls {
  readonly #answer: SubCallHandler
  readonly #reply: (reply: Delivery) => void
  readonly #abortion = new AbortController()
  readonly #pending = new Set<number>()
  /** What the model should read about the calls. */
  readonly notes = new Set<string>()
  #started = 0
  #chars = 0

  constructor(answer: SubCallHandler, reply: (reply: Delivery) => void) {
    this.#answer = answer
    this.#reply = reply
  }

  /** Calls without an answer so far. */
  get pending(): number {
    return this.#pending.size
  }

  /** Has the call answered; its reply is sent unless the block has ended. */
  start(id: number, request: SubCallRequest): void {
    if (this.#pending.has(id)) throw new WireViolation('protocol', `the call ${id} made twice`)
    this.#pending.add(id)
    const refusal = this.#refusal(request)
    if (refusal === undefined) void this.#run(id, request)
    else this.#settle(id, false, refusal)
  }

  /** Aborts the calls that have no answer. */
  abort(): void {
    if (this.#pending.size === 0) return
    this.#pending.clear()
    this.#abortion.abort()
  }

  #refusal({ prompt, context }: SubCallRequest): string | undefined {
    this.#started += 1
    this.#chars += prompt.length + (context?.text.length ?? 0)
    if (this.#started > MAX_CALLS_PER_BLOCK) {
      return `A block may make at most ${MAX_CALLS_PER_BLOCK} calls. Put more into each of them.`
    }
    if (this.#chars > MAX_CALL_CHARS_PER_BLOCK) {
      return `A block may send at most ${MAX_CALL_CHARS_PER_BLOCK} characters to models. Send shorter prompts.`
    }
    return undefined
  }

  async #run(id: number, request: SubCallRequest): Promise<void> {
    try {
      const { text, note } = await this.#answer(request, this.#abortion.signal)
      if (note !== undefined) this.notes.add(note)
      this.#settle(id, true, text)
    } catch (error) {
      this.#settle(id, false, reasonOf(error))
    }
  }

  #settle(id: number, ok: boolean, text: string): void {
    if (this.#pending.delete(id)) this.#reply({ type: 'reply', id, ok, text })
  }
}
