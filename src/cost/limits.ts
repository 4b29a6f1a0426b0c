import { LimitError, type LimitName } from '../errors.ts'
import type { Amounts } from './worst-case.ts'

/**
 * Limits of one run, over the whole tree of its calls. A tenth of `costUsd`, `tokens` and `durationMs`, and one of
 * `calls`, is kept back for the last turn, in which the root LM answers with what it has found.
 */
export interface Limits {
  /** USD; what a call could cost at most is reserved before it is sent. */
  costUsd?: number | undefined
  /** Input and output tokens; reserved in the same way. */
  tokens?: number | undefined
  /** Model calls. */
  calls?: number | undefined
  /** Milliseconds from the start of the run to its end. */
  durationMs?: number | undefined
  /** Model calls that failed after their retries, and blocks that failed. */
  errors?: number | undefined
  /** What happens to calls in flight when a limit is reached; `durationMs` always aborts them. Default `'finish'`. */
  inFlight?: 'finish' | 'abort' | undefined
}

/** The share of `costUsd`, `tokens` and `durationMs` that is there for all but the last turn. */
export const WORK_SHARE = 0.9

/** What calls may use: all but the last turn `work`, the last turn what is left of the `whole`. */
export function allowance(limits: Limits): { work: Amounts; whole: Amounts } {
  const { costUsd = Infinity, tokens = Infinity, calls = Infinity } = limits
  const work = { costUsd: costUsd * WORK_SHARE, tokens: tokens * WORK_SHARE, calls: calls - 1 }
  return { work, whole: { costUsd, tokens, calls } }
}

type Sentence = (allowed: number, spent: number) => string

const SENTENCES: Record<LimitName, Sentence> = {
  costUsd: (allowed, spent) =>
    `A run may cost at most $${short(allowed)} (\`limits.costUsd\`); it has cost $${short(spent)}, and its next call could cost more than what is left before the last turn. Raise the limit, or ask for less.`,
  tokens: (allowed, spent) =>
    `A run may use at most ${allowed} tokens (\`limits.tokens\`); it has used ${spent}, and its next call could use more than what is left before the last turn. Raise the limit, or ask for less.`,
  calls: (allowed, spent) =>
    `A run may make at most ${allowed} model calls (\`limits.calls\`), the last turn's included; it has made ${spent}. Raise the limit, or put more into one call.`,
  durationMs: (allowed, spent) =>
    `A run may take at most ${allowed} ms (\`limits.durationMs\`), a tenth of it kept for the last turn; it has taken ${spent} ms. Raise the limit, or ask for less.`,
  errors: (allowed, spent) =>
    `Of a run's model calls and blocks, fewer than ${allowed} may fail (\`limits.errors\`); ${spent} have failed. Look at their errors, or raise the limit.`,
}

/** The error of a run that reached a limit. */
export function limitError(limit: LimitName, allowed: number, spent: number): LimitError {
  return new LimitError(SENTENCES[limit](allowed, spent), { limit, allowed, spent })
}

/** USD without the noise of sums of fractions. */
function short(usd: number): string {
  return String(Number(usd.toPrecision(4)))
}
