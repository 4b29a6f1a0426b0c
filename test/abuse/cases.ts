import { readFileSync } from 'node:fs'
import { z } from 'zod'

const patternSchema = z
  .object({ $re: z.string(), $flags: z.string() })
  .transform(({ $re, $flags }) => new RegExp($re, $flags))

const caseSchema = z.object({
  id: z.string(),
  /** What it is after: a power of the process, the host's time or memory, or a false result. */
  goal: z.enum(['proc', 'hang', 'oom', 'forge']),
  desc: z.string(),
  code: z.string(),
  /** For `'forge'`: the next block, which must not notice anything. */
  after: z.string().optional(),
  expect: patternSchema.optional(),
  expectFinal: z.string().optional(),
  timeoutMs: z.number().optional(),
  /** Whether the sandbox itself may die of it. */
  mayDie: z.boolean().optional(),
})

/** One hostile block. */
export type AbuseCase = z.infer<typeof caseSchema>

/** Where the hostile blocks are, and which files they go for. */
export interface AbuseFiles {
  corpusFile: string
  canaryFile: string
  hostFile: string
}

/** Reads the hostile blocks. */
export function loadAbuseCases({ corpusFile, canaryFile, hostFile }: AbuseFiles): AbuseCase[] {
  const text = readFileSync(corpusFile, 'utf8')
  const filled = text.replaceAll('__CANARY__', canaryFile).replaceAll('__HOST_FILE__', hostFile)
  return z.array(caseSchema).parse(JSON.parse(filled))
}
