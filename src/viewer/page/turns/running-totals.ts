import type { RunNode } from '../../model/nodes.ts'

/** What a run had come to at the end of a turn, that turn included. */
export interface RunningTotal {
  tokens: number
  /** USD; `null` as soon as one price is unknown. */
  costUsd: number | null
}

/** What a run had come to after each of its turns, by the turns' keys. */
export function runningTotals(run: RunNode): Map<number, RunningTotal> {
  const totals = new Map<number, RunningTotal>()
  let total: RunningTotal = { tokens: 0, costUsd: 0 }
  for (const { key, totals: own } of run.children) {
    const { inputTokens, outputTokens, costUsd } = own
    total = {
      tokens: total.tokens + inputTokens + outputTokens,
      costUsd: total.costUsd === null || costUsd === null ? null : total.costUsd + costUsd,
    }
    totals.set(key, total)
  }
  return totals
}
