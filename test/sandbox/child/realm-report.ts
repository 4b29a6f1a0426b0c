import { z } from 'zod'

/** What a scrubbed realm says about itself. */
export const realmReportSchema = z.object({
  /** Names of the globals that have a value. */
  globals: z.array(z.string()),
  /** Keys of the process object and of its prototype. */
  processKeys: z.array(z.string()),
  /** Intrinsics that can still be changed. */
  mutable: z.array(z.string()),
  /** What the type stripper made of `const x: number = 1`. */
  stripped: z.string().optional(),
})

/** What is left of a realm after the scrub. */
export type RealmReport = z.infer<typeof realmReportSchema>
