import { RLMError, type RLMErrorCode } from '../errors.ts'
import type { Outcome } from './events.ts'

/** The outcome of something that threw. */
export function failure(error: unknown): Outcome {
  const code: RLMErrorCode = error instanceof RLMError ? error.code : 'internal'
  return { ok: false, code, message: error instanceof Error ? error.message : String(error) }
}
