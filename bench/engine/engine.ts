import type { Sizes } from '../sizes.ts'
import { context } from './context.ts'
import { crowd } from './crowd.ts'
import { earlyBlocks } from './early-blocks.ts'
import { iterations } from './iterations.ts'
import { prefixes } from './prefix.ts'
import { rateLimits } from './rate-limit.ts'
import { type EngineRow, engineTable } from './row.ts'
import { subCalls } from './sub-calls.ts'

const SUBJECTS = [iterations, subCalls, rateLimits, earlyBlocks, prefixes, crowd, context]

/** What whole runs cost, beside bare loops that send the same requests with the `openai` package. */
export async function engine(sizes: Sizes): Promise<string> {
  const rows: EngineRow[] = []
  for (const subject of SUBJECTS) rows.push(...(await subject(sizes)))
  return engineTable(rows)
}
