import type { RunEvent } from '../index.ts'

/** What some model calls have used. */
export interface CostRow {
  calls: number
  inputTokens: number
  outputTokens: number
  /** USD; null as soon as one call's price is unknown. */
  costUsd: number | null
}

/** What recorded runs have used, by run, by model and by depth. */
export interface CostTally {
  run: Map<string, CostRow>
  model: Map<string, CostRow>
  depth: Map<string, CostRow>
}

/** A tally of nothing yet. */
export function newCostTally(): CostTally {
  return { run: new Map(), model: new Map(), depth: new Map() }
}

/** Adds the calls of a run that the model answered, also where the run did not come to its end. */
export function addCosts(tally: CostTally, run: string, events: Iterable<RunEvent>): void {
  const models = new Map<string, string>()
  rowOf(tally.run, run)
  for (const event of events) {
    if (event.type === 'model-call-start') models.set(event.id, event.model)
    if (event.type !== 'model-call-end' || event.source !== 'model' || event.usage === undefined) continue
    const { role, depth, usage, costUsd = null } = event
    const calledAt = role === 'sub-call' ? depth + 1 : depth
    const rows = [
      rowOf(tally.run, run),
      rowOf(tally.model, models.get(event.id) ?? ''),
      rowOf(tally.depth, `${calledAt}`),
    ]
    for (const row of rows) {
      row.calls += 1
      row.inputTokens += usage.inputTokens
      row.outputTokens += usage.outputTokens
      row.costUsd = row.costUsd === null || costUsd === null ? null : row.costUsd + costUsd
    }
  }
}

function rowOf(rows: Map<string, CostRow>, name: string): CostRow {
  const row = rows.get(name) ?? { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }
  rows.set(name, row)
  return row
}
