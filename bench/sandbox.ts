import { calls } from './calls.ts'
import { contexts } from './contexts.ts'
import { kills } from './kills.ts'
import { memory } from './memory.ts'
import type { Sizes } from './sizes.ts'
import { startUp } from './start-up.ts'
import { markdownTable, type Row } from './table.ts'

const SUBJECTS = [startUp, memory, calls, contexts, kills]

/** What this package's sandbox costs, beside thinner ones. */
export async function sandbox(sizes: Sizes): Promise<string> {
  const rows: Row[] = []
  for (const subject of SUBJECTS) rows.push(...(await subject(sizes)))
  return markdownTable(rows)
}
