import { loadTrajectory } from '../trajectory/index.ts'
import { addCosts, type CostRow, type CostTally, newCostTally } from './cost-tally.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { writeNote, writeOutput } from './output.ts'

/** `rlm cost`: what recorded runs have cost, by run, by model and by depth. */
export async function cost(paths: readonly string[]): Promise<ExitCode> {
  const tally = newCostTally()
  for (const path of paths) {
    const { events, isComplete } = await loadTrajectory(path)
    if (!isComplete) writeNote(`${path}: the run did not come to its end; what is recorded of it is counted.`)
    addCosts(tally, path, events)
  }
  writeOutput(costTables(tally))
  return EXIT.ok
}

function costTables({ run, model, depth }: CostTally): string {
  return [table('run', run), table('model', model), table('depth', depth)].join('\n\n')
}

function table(title: string, rows: ReadonlyMap<string, CostRow>): string {
  const lines = [[title, 'calls', 'tokens in', 'tokens out', 'cost'], ...[...rows].map(cells)]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  return lines.map((line) => aligned(line, widths)).join('\n')
}

function cells([name, { calls, inputTokens, outputTokens, costUsd }]: [string, CostRow]): string[] {
  const numbers = [calls, inputTokens, outputTokens].map((number) => number.toLocaleString('en-US'))
  return [name, ...numbers, costUsd === null ? 'unknown' : `$${costUsd.toFixed(4)}`]
}

function aligned([name = '', ...numbers]: readonly string[], [first = 0, ...widths]: readonly number[]): string {
  return [name.padEnd(first), ...numbers.map((number, column) => number.padStart(widths[column] ?? 0))].join('  ')
}
