import type { ChatMessage, ModelReply } from '../model/client.ts'
import { Books } from './books.ts'
import { estimateUsage } from './estimate.ts'
import { priceOf, type Prices } from './prices.ts'
import type { PricedCall } from './tally.ts'
import type { CallCost, TokenUsage, Usage } from './usage.ts'

/** How a ledger prices what it books. */
export interface LedgerOptions {
  /** Prices that go before the price library. */
  prices?: Prices | undefined
  /** `false` leaves prices out: every cost is then `null`, and `unpricedModels` stays empty. Default `true`. */
  trackCosts?: boolean | undefined
}

/** A model call that was answered. */
export interface AnsweredCall {
  /** Depth it is charged to: 0 for the root's own turns, d + 1 for the sub-calls of a run at depth d. */
  depth: number
  model: string
  messages: readonly ChatMessage[]
  reply: ModelReply
}

/** An attempt at a model call that broke off. */
export interface BrokenCall extends Omit<AnsweredCall, 'reply'> {
  /** The text of the reply that had arrived. */
  text: string
}

/**
 * Books the model calls of a tree. A ledger made with `child()` also books everything with its parent, so that an
 * instance, its runs and their nested runs each see their own share.
 */
export class Ledger {
  readonly #options: LedgerOptions
  readonly #parent: Ledger | undefined
  #books: Books

  constructor(options: LedgerOptions = {}, parent?: Ledger) {
    this.#options = options
    this.#parent = parent
    this.#books = new Books(this.#tracksPrices)
  }

  /** A ledger of its own with the same prices, whose calls count here too. */
  child(): Ledger {
    return new Ledger(this.#options, this)
  }

  /** Books one answered call, here and with every parent. */
  record({ depth, model, messages, reply }: AnsweredCall): CallCost {
    const reported = soundUsage(reply.usage)
    const usage = reported ?? estimateUsage(messages, reply.text)
    const costUsd = this.#costOf(model, usage, reply.costUsd)
    return this.#book({ depth, model, usage, isEstimated: reported === undefined, costUsd })
  }

  /**
   * Books an attempt that broke off as a call with estimated tokens: once text has come, it may have to be paid for.
   *
   * @returns `undefined` for one that broke off before any text: it is taken as free, and not booked.
   */
  recordBroken({ depth, model, messages, text }: BrokenCall): CallCost | undefined {
    if (text === '') return undefined
    const usage = estimateUsage(messages, text)
    return this.#book({ depth, model, usage, isEstimated: true, costUsd: this.#costOf(model, usage, undefined) })
  }

  /** Everything booked since the last `reset()`. */
  summary(): Usage {
    return this.#books.summary()
  }

  /** Starts anew, at 0. Parents and children keep what they have. */
  reset(): void {
    this.#books = new Books(this.#tracksPrices)
  }

  get #tracksPrices(): boolean {
    return this.#options.trackCosts ?? true
  }

  #costOf(model: string, usage: TokenUsage, charged: number | undefined): number | null {
    if (!this.#tracksPrices) return null
    if (charged !== undefined && isAmount(charged)) return charged
    return priceOf(model, usage, this.#options.prices)
  }

  #book(call: PricedCall): CallCost {
    this.#books.add(call)
    if (this.#parent !== undefined) this.#parent.#book(call)
    return { usage: call.usage, costUsd: call.costUsd }
  }
}

/** The usage as reported, or `undefined` where that is no count of tokens: a price cannot be taken from it. */
function soundUsage(usage: TokenUsage | undefined): TokenUsage | undefined {
  if (usage === undefined) return undefined
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage
  const counts = [inputTokens, cachedInputTokens, outputTokens, reasoningTokens]
  return counts.every(isAmount) ? { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } : undefined
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}
