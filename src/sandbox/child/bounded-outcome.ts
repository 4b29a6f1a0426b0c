import type { BlockOutcome } from '../protocol.ts'
import type { BlockError } from '../sandbox.ts'

const MAX_LIST_CHARS = 100_000
const MAX_ERROR_CHARS = 20_000
const MAX_CANDIDATE_CHARS = 1_000_000

/** What a block's end says, cut to what the host can read without waiting: names and errors are as long as a block likes. */
export function boundedOutcome(outcome: BlockOutcome): BlockOutcome {
  const { candidate = '' } = outcome
  const isCandidateTooLong = candidate.length > MAX_CANDIDATE_CHARS
  const note = `\`answer\` is longer than ${MAX_CANDIDATE_CHARS} characters: give it with FINAL to have it kept.`
  return {
    ...outcome,
    candidate: isCandidateTooLong ? undefined : outcome.candidate,
    error: outcome.error && boundedError(outcome.error),
    names: beginning(outcome.names),
    variables: beginning(outcome.variables),
    notes: beginning(isCandidateTooLong ? [...outcome.notes, note] : outcome.notes),
  }
}

function boundedError(error: BlockError): BlockError {
  const { name, message, stack, frame, hint } = error
  return {
    ...error,
    name: name.slice(0, MAX_ERROR_CHARS),
    message: message.slice(0, MAX_ERROR_CHARS),
    stack: stack?.slice(0, MAX_ERROR_CHARS),
    frame: frame?.slice(0, MAX_ERROR_CHARS),
    hint: hint?.slice(0, MAX_ERROR_CHARS),
  }
}

/** The first of the texts, as many as fit. */
function beginning(texts: string[]): string[] {
  let chars = 0
  const end = texts.findIndex((text) => {
    chars += text.length
    return chars > MAX_LIST_CHARS
  })
  return end === -1 ? texts : texts.slice(0, end)
}
