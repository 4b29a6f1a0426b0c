import { RLMError } from '../../src/errors.ts'

/** The `RLMError` that a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<RLMError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) throw new Error(`Expected a rejection; it resolved to ${JSON.stringify(outcome.value)}`)
  if (!(outcome.error instanceof RLMError)) throw outcome.error
  return outcome.error
}
