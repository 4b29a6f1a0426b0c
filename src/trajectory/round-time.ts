const STEPS_PER_MS = 10

/** What a trajectory keeps of times: tenths of a millisecond. */
export const TIME_STEP_MS = 1 / STEPS_PER_MS

/** Milliseconds as a trajectory keeps them. */
export function roundTime(milliseconds: number): number {
  return Math.round(milliseconds * STEPS_PER_MS) / STEPS_PER_MS
}
