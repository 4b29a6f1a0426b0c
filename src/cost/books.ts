import { type PricedCall, Tally } from './tally.ts'
import type { Usage, UsageShare } from './usage.ts'

/** The calls of one period, summed by component, model and depth. */
export class Books {
  readonly #tracksPrices: boolean
  readonly #total: Tally
  readonly #root: Tally
  readonly #subCalls: Tally
  readonly #byModel = new Map<string, Tally>()
  readonly #byDepth = new Map<string, Tally>()
  readonly #unpricedModels = new Set<string>()
  #estimatedCalls = 0

  constructor(tracksPrices: boolean) {
    this.#tracksPrices = tracksPrices
    this.#total = this.#open()
    this.#root = this.#open()
    this.#subCalls = this.#open()
  }

  add(call: PricedCall): void {
    this.#total.add(call)
    const component = call.depth === 0 ? this.#root : this.#subCalls
    component.add(call)
    this.#tallyOf(this.#byModel, call.model).add(call)
    this.#tallyOf(this.#byDepth, String(call.depth)).add(call)
    if (call.isEstimated) this.#estimatedCalls += 1
    if (call.costUsd === null && this.#tracksPrices) this.#unpricedModels.add(call.model)
  }

  summary(): Usage {
    const { calls, costUsd, ...tokens } = this.#total.share()
    return {
      totalCalls: calls,
      ...tokens,
      totalTokens: tokens.inputTokens + tokens.outputTokens,
      estimatedCostUsd: costUsd,
      breakdownByComponent: { rootLlm: this.#root.component(), subCalls: this.#subCalls.component() },
      byModel: shares(this.#byModel),
      byDepth: shares(this.#byDepth),
      unpricedModels: [...this.#unpricedModels],
      callsWithEstimatedTokens: this.#estimatedCalls,
    }
  }

  #open(): Tally {
    return new Tally(this.#tracksPrices ? 0 : null)
  }

  #tallyOf(tallies: Map<string, Tally>, name: string): Tally {
    const tally = tallies.get(name) ?? this.#open()
    tallies.set(name, tally)
    return tally
  }
}

// `fromEntries` defines own properties, so a model that a block names `__proto__` is a name like any other.
function shares(tallies: Map<string, Tally>): Record<string, UsageShare> {
  return Object.fromEntries([...tallies].map(([name, tally]) => [name, tally.share()]))
}
