import { onTestFinished } from 'vitest'
import { Budget, type BudgetOptions } from '../../src/cost/budget.ts'
import type { CallPlan } from '../../src/cost/call-plan.ts'
import type { CallCost } from '../../src/cost/usage.ts'
import type { Limits } from '../../src/cost/limits.ts'

// A token costs a dollar, so that dollars and tokens can be read off each other.
const PRICES = { m: { input: 1_000_000, output: 1_000_000 } }

/** A budget that ends with the test. */
export function budgetOf(limits: Limits, options: Partial<BudgetOptions> = {}): Budget {
  const budget = new Budget(limits, { prices: PRICES, startedAt: performance.now(), ...options })
  onTestFinished(() => budget[Symbol.dispose]())
  return budget
}

/** A call of at most 100 input tokens. */
export function call(plan: Partial<CallPlan> = {}): CallPlan {
  return { model: 'm', messages: [{ role: 'user', content: 'x'.repeat(84) }], ...plan }
}

/** What a call came to. */
export function cost(tokens: number, costUsd: number | null = tokens): CallCost {
  return { usage: { inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }, costUsd }
}
