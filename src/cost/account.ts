import type { CallCost } from './usage.ts'
import type { Amounts } from './worst-case.ts'

/** What calls have used, and what those in flight may use yet. */
export class Account {
  readonly #held = new Set<Amounts>()
  #heldSum: Amounts = nothing()
  #spent: Amounts = nothing()
  #knowsCost = true

  /** What was used; a call whose price turned out unknown is in it with the worst case of its cost. */
  get spent(): Amounts {
    return this.#spent
  }

  /** Whether the price of every call was known. */
  get knowsCost(): boolean {
    return this.#knowsCost
  }

  /** What is left of `allowed` beside all that was used. */
  leftOf(allowed: Amounts): Amounts {
    return minus(allowed, this.#spent)
  }

  /** What is left of it beside the worst case of the calls in flight, too. */
  freeOf(allowed: Amounts): Amounts {
    return minus(this.leftOf(allowed), this.#heldSum)
  }

  /** Holds the worst case of a call that is about to be sent. */
  hold(worst: Amounts): void {
    this.#held.add(worst)
    this.#heldSum = plus(this.#heldSum, worst)
  }

  /** Ends a hold, and books what the call came to; `false` where the hold had already ended. */
  end(worst: Amounts, cost: CallCost | undefined): boolean {
    if (!this.#held.delete(worst)) return false
    // Sums of fractions drift; where nothing is held, nothing must be left over.
    this.#heldSum = this.#held.size === 0 ? nothing() : minus(this.#heldSum, worst)
    if (cost !== undefined) this.#spend(cost, worst)
    return true
  }

  #spend({ usage, costUsd }: CallCost, worst: Amounts): void {
    this.#knowsCost &&= costUsd !== null
    const tokens = usage.inputTokens + usage.outputTokens
    this.#spent = plus(this.#spent, { costUsd: costUsd ?? worst.costUsd, tokens, calls: 1 })
  }
}

function nothing(): Amounts {
  return { costUsd: 0, tokens: 0, calls: 0 }
}

function plus(a: Amounts, b: Amounts): Amounts {
  return { costUsd: a.costUsd + b.costUsd, tokens: a.tokens + b.tokens, calls: a.calls + b.calls }
}

function minus(a: Amounts, b: Amounts): Amounts {
  return { costUsd: a.costUsd - b.costUsd, tokens: a.tokens - b.tokens, calls: a.calls - b.calls }
}
