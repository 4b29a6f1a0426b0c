import { RLMError, type RLMErrorCode } from '../errors.ts'
import { reasonOf } from '../reason.ts'
import type { Failure, Outcome } from './events.ts'
import type { Described, RunScope } from './scope.ts'

/** A piece of a run that has a start and an end. Its work settles when everything that it started has. */
export interface Span<Value> {
  start: Extract<Described, { id: string }>
  /** The event of its end: with what it came to, or without where it failed. */
  end: (outcome: Outcome, value?: Value) => Described
  work: () => Promise<Value>
}

/** Does the work between its two events. */
export async function span<Value>({ emit, tree }: RunScope, { start, end, work }: Span<Value>): Promise<Value> {
  emit(start)
  try {
    const value = await (tree.within === undefined ? work() : tree.within(start.id, work))
    emit(end({ ok: true }, value))
    return value
  } catch (error) {
    emit(end(failure(error)))
    throw error
  }
}

/** The outcome of something that threw. */
export function failure(error: unknown): Failure {
  const code: RLMErrorCode = error instanceof RLMError ? error.code : 'internal'
  return { ok: false, code, message: reasonOf(error) }
}
