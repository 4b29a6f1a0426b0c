/** Random programs altogether; `RLM_PROPERTY_RUNS` asks for more. */
const PROGRAMS = Number(process.env.RLM_PROPERTY_RUNS ?? 2400)

/** Milliseconds that one program may take on a busy machine. */
const PROGRAM_TIME_MS = 60

/** The runs of one property that gets a share of all programs, and the time that they may take. */
export function propertyRuns(share: number): { numRuns: number; timeoutMs: number } {
  const numRuns = Math.ceil(PROGRAMS * share)
  return { numRuns, timeoutMs: 30_000 + numRuns * PROGRAM_TIME_MS }
}
