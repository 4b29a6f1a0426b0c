import type { Sizes } from '../sizes.ts'
import { cache } from './cache.ts'
import { context } from './context.ts'
import { crowd } from './crowd.ts'
import { earlyBlocks } from './early-blocks.ts'
import { iterations } from './iterations.ts'
import { journal } from './journal.ts'
import { logging } from './logging.ts'
import { prefixes } from './prefix.ts'
import { rateLimits } from './rate-limit.ts'
import { resume } from './resume.ts'
import { type EngineRow, engineTable } from './row.ts'
import { subCalls } from './sub-calls.ts'
import { trajectory } from './trajectory.ts'
import { telemetry } from './telemetry.ts'

const SUBJECTS = [
  iterations,
  subCalls,
  rateLimits,
  earlyBlocks,
  prefixes,
  journal,
  logging,
  trajectory,
  telemetry,
  cache,
  resume,
  crowd,
  context,
]

/** What whole runs cost, beside bare loops that send the same requests with the `openai` package. */
export async function engine(sizes: Sizes): Promise<string> {
  const rows: EngineRow[] = []
  for (const subject of SUBJECTS) rows.push(...(await subject(sizes)))
  return engineTable(rows)
}
