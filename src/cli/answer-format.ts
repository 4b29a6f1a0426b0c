import { RLMError, type RunEvent, type RunResult } from '../index.ts'
import { reasonOf } from '../reason.ts'
import type { AskFlags } from './ask-flags.ts'

/** How a run is told on stdout; where there is nothing to write, undefined. */
export interface AnswerFormat {
  event(event: RunEvent): string | undefined
  result(result: RunResult<unknown>): string
  failure(error: unknown): string | undefined
}

/** The format that the flags ask for: the answer alone, one JSON object, or a line of JSON for every event. */
export function answerFormat({ json, streamJson, schema }: AskFlags): AnswerFormat {
  if (streamJson === true) return JSON_LINES
  if (json === true) return ONE_OBJECT
  return schema === undefined ? TEXT : { ...TEXT, result: ({ value }) => JSON.stringify(value, null, 2) }
}

const TEXT: AnswerFormat = {
  event: () => undefined,
  result: ({ answer }) => answer,
  failure: () => undefined,
}

const ONE_OBJECT: AnswerFormat = {
  event: () => undefined,
  result: (result) => JSON.stringify(result),
  failure: (error) => JSON.stringify(failureDetails(error)),
}

const JSON_LINES: AnswerFormat = {
  event: (event) => JSON.stringify(event),
  result: (result) => JSON.stringify({ type: 'result', ...result }),
  failure: (error) => JSON.stringify({ type: 'error', ...failureDetails(error) }),
}

function failureDetails(error: unknown): object {
  const message = reasonOf(error)
  if (!(error instanceof RLMError)) return { error: { code: 'usage', message } }
  const { code, partialAnswer, usage } = error
  return { error: { code, message }, partialAnswer, usage }
}
