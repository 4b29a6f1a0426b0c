import type { ComponentUsage, TokenUsage, UsageShare } from './usage.ts'

/** One call as the ledger books it. */
export interface PricedCall {
  depth: number
  model: string
  usage: TokenUsage
  /** Whether `usage` is an estimate, because the provider reported none. */
  isEstimated: boolean
  /** USD; `null` where the price is unknown. */
  costUsd: number | null
}

/** Sum of the calls of one part of the tree: a `UsageShare` and the models it went to. */
export class Tally {
  readonly #models = new Set<string>()
  readonly #tokens: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
  #calls = 0
  #costUsd: number | null

  /** @param startUsd - 0, or `null` for a tally that never knows its cost. */
  constructor(startUsd: number | null) {
    this.#costUsd = startUsd
  }

  add({ model, usage, costUsd }: PricedCall): void {
    this.#calls += 1
    this.#models.add(model)
    this.#tokens.inputTokens += usage.inputTokens
    this.#tokens.cachedInputTokens += usage.cachedInputTokens
    this.#tokens.outputTokens += usage.outputTokens
    this.#tokens.reasoningTokens += usage.reasoningTokens
    this.#costUsd = this.#costUsd === null || costUsd === null ? null : this.#costUsd + costUsd
  }

  share(): UsageShare {
    return { calls: this.#calls, ...this.#tokens, costUsd: this.#costUsd }
  }

  component(): ComponentUsage {
    return { calls: this.#calls, costUsd: this.#costUsd, model: [...this.#models].join(', ') }
  }
}
