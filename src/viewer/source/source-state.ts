import type { TrajectoryRecord } from '../../trajectory/format.ts'

/**
 * Where the page stands with what it shows. `'reading'`: what it holds is being read. `'live'`: the run goes on.
 * `'reconnecting'`: the connection broke off, and is made anew. `'whole'`: there is no more to come. `'failed'`: no more can
 * come; `message` says why and what to do, and what has come stays.
 */
export interface SourceState {
  kind: 'reading' | 'live' | 'reconnecting' | 'whole' | 'failed'
  message?: string
}

/** Who is told of a trajectory. */
export interface SourceListener {
  /** The next records, in order; `tornLines`: lines so far that could not be read. */
  onRecords: (records: TrajectoryRecord[], tornLines: number) => void
  onState: (state: SourceState) => void
}
