import type { LimitName } from '../errors.ts'
import type { Limits } from './limits.ts'

/** What was used of one thing; `limit` and `left` only where it is limited. */
interface Spending {
  /** `null`: a cost that is not known, because a model's price is not. */
  spent: number | null
  limit?: number
  left?: number
}

/** Where a run stands, as plain JSON, each in the unit of its limit. */
export type BudgetReport = Record<LimitName, Spending>

/** What a run has used, by limit. */
export type Spent = Record<LimitName, number>

/** Sets what was used beside what is allowed. */
export function budgetReport(limits: Limits, spent: Spent, knowsCost: boolean): BudgetReport {
  const spending = (name: LimitName): Spending => {
    const limit = limits[name]
    const known = name === 'costUsd' && !knowsCost ? null : spent[name]
    return limit === undefined ? { spent: known } : { limit, spent: known, left: Math.max(0, limit - spent[name]) }
  }
  return {
    costUsd: spending('costUsd'),
    tokens: spending('tokens'),
    calls: spending('calls'),
    durationMs: spending('durationMs'),
    errors: spending('errors'),
  }
}

/** The largest share that is used of any limit; 0 where there is none. */
export function largestShare(limits: Limits, { costUsd, tokens, calls, durationMs, errors }: Spent): number {
  return Math.max(
    costUsd / (limits.costUsd ?? Infinity),
    tokens / (limits.tokens ?? Infinity),
    calls / (limits.calls ?? Infinity),
    durationMs / (limits.durationMs ?? Infinity),
    errors / (limits.errors ?? Infinity),
  )
}
