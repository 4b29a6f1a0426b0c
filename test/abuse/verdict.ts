import { z } from 'zod'

/** What the program that ran one case says about it. */
export const verdictSchema = z.object({
  id: z.string(),
  /** What must not be, a sentence each; none where the case passed. */
  problems: z.array(z.string()),
  /** How the block ended: `'ended'`, the name of its error, or why the sandbox was lost. */
  outcome: z.string(),
  durationMs: z.number(),
  /** Longest gap between two turns of the host's event loop. */
  longestStallMs: z.number(),
  /** Most memory that the child held, in MiB. */
  peakMb: z.number(),
  /** Slowest block of the other sandbox. */
  bystanderMs: z.number(),
})

/** What became of one case. */
export type Verdict = z.infer<typeof verdictSchema>

/** The powers that a block says it has reached. */
export function powersReached(text: string): string[] {
  return [...text.matchAll(/PWNED:[^:]*:(\w+):/g)].map(([, power]) => power ?? '').filter((power) => power !== 'note')
}
