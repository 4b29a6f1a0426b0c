import type { ChatMessage } from '../../model/client.ts'
import type { RunEvent } from '../../run/events.ts'
import { type RecordedRun, recordedRuns, type RecordedTurn } from './recorded-run.ts'

/** Which turns become samples. */
export interface SampleOptions {
  /** Samples of one run at most, its first ones. Default: all. */
  maxSamples?: number | undefined
  /** Characters of a sample at most; longer ones are left out. Default 100,000, about a window of 32,000 tokens. */
  maxChars?: number | undefined
  /** Whether nested runs give samples, as runs of their own. Default false. */
  nested?: boolean | undefined
  /** Whether a run is good enough, such as by its score. Default: every run that came to an answer in two turns or more. */
  keep?: ((run: RecordedRun) => boolean) | undefined
}

/** One turn, as a model is to learn it. */
export interface Sample {
  prompt: readonly ChatMessage[]
  reply: string
}

const MAX_CHARS = 100_000

/** A run of one turn teaches a model to skip the look into its context. */
const FEWEST_TURNS = 2

/**
 * The turns to learn from, by run (arXiv 2512.24601, appendix on training: each turn of a root LM is a sample, whose input
 * is everything that was said before). Runs that failed, that a plain call answered or that took a single turn are left out.
 */
export function samplesOf(events: Iterable<RunEvent>, options: SampleOptions = {}): Sample[][] {
  const { nested = false, keep = () => true } = options
  return recordedRuns(events)
    .filter((run) => (nested || run.depth === 0) && hasAnswered(run))
    .map((run) => ({ ...run, turns: turnsOfLoop(run) }))
    .filter((run) => run.turns.length >= FEWEST_TURNS && keep(run))
    .map(({ turns }) => turns.filter(isWhole).map(sampleOf))
    .map((samples) => samples.filter((sample) => charsOf(sample) <= (options.maxChars ?? MAX_CHARS)))
}

function hasAnswered({ outcome, stopReason }: RecordedRun): boolean {
  return outcome?.ok === true && stopReason !== 'direct'
}

/** Plain calls that were tried before the loop, and a first turn that the model refused as too long, are none of its turns. */
function turnsOfLoop({ turns }: RecordedRun): RecordedTurn[] {
  return turns.slice(turns.findLastIndex(({ iteration }) => iteration === 1))
}

function isWhole({ outcome, reply }: RecordedTurn): boolean {
  return outcome?.ok === true && reply.trim() !== ''
}

function sampleOf({ messages, reply }: RecordedTurn): Sample {
  return { prompt: messages, reply }
}

function charsOf({ prompt, reply }: Sample): number {
  return prompt.reduce((chars, { content }) => chars + content.length, reply.length)
}
