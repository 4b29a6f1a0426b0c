import type { Usage } from '../index.ts'

/** What a run has used, in one line. */
export function ledgerLine(usage: Usage, durationMs: number): string {
  const { totalCalls, totalTokens } = usage
  const calls = `${totalCalls.toLocaleString('en-US')} ${totalCalls === 1 ? 'call' : 'calls'}`
  return `${calls} · ${totalTokens.toLocaleString('en-US')} tokens · ${costText(usage)} · ${(durationMs / 1000).toFixed(1)} s`
}

function costText({ estimatedCostUsd, unpricedModels }: Usage): string {
  if (estimatedCostUsd !== null) return `$${estimatedCostUsd.toFixed(4)}`
  return unpricedModels.length === 0 ? 'cost unknown' : `cost unknown (no price for ${unpricedModels.join(', ')})`
}
