import type { RunEvent } from '../../run/events.ts'
import type { Totals, TreeNode } from './nodes.ts'

/** Sums over nothing yet. */
export function newTotals(): Totals {
  return {
    calls: 0,
    freeCalls: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    errors: 0,
    retries: 0,
  }
}

/** Counts the end of a model call in a node and everything that holds it; a failed call counts where it was paid for. */
export function countCall(node: TreeNode, end: RunEvent & { type: 'model-call-end' }): void {
  if (end.source !== 'model') {
    if (end.outcome.ok) upwards(node, (totals) => (totals.freeCalls += 1))
    return
  }
  const { usage } = end
  if (usage === undefined) return
  const { costUsd = null } = end
  upwards(node, (totals) => {
    totals.calls += 1
    totals.inputTokens += usage.inputTokens
    totals.cachedInputTokens += usage.cachedInputTokens
    totals.outputTokens += usage.outputTokens
    totals.costUsd = totals.costUsd === null || costUsd === null ? null : totals.costUsd + costUsd
  })
}

/** Counts a failure in a node and everything that holds it. */
export function countError(node: TreeNode): void {
  upwards(node, (totals) => (totals.errors += 1))
}

/** Counts an attempt that is followed by another. */
export function countRetry(node: TreeNode): void {
  upwards(node, (totals) => (totals.retries += 1))
}

function upwards(node: TreeNode, count: (totals: Totals) => void): void {
  for (let at: TreeNode | undefined = node; at !== undefined; at = at.parent) count(at.totals)
}
