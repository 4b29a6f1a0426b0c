import { redactText, type Redact } from '../jsonl/redact-text.ts'
import type { ChatMessage } from '../model/client.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'

/** Texts of a run as attributes hold them: JSON in the forms of the conventions. */
export interface Content {
  text: (text: string) => string
  input: (messages: readonly ChatMessage[]) => string
  output: (text: string, isWhole: boolean) => string
  code: (source: string) => string
  result: (result: BlockResult) => string
}

/** Texts as `redact` gives them. */
export function contentThrough(redact: Redact | undefined): Content {
  const text = (text: string): string => redactText(text, redact)
  const parts = (content: string) => [{ type: 'text', content: text(content) }]
  return {
    text,
    input: (messages) => JSON.stringify(messages.map(({ role, content }) => ({ role, parts: parts(content) }))),
    output: (reply, isWhole) =>
      JSON.stringify([{ role: 'assistant', parts: parts(reply), finish_reason: isWhole ? 'stop' : 'error' }]),
    code: (source) => JSON.stringify({ code: text(source) }),
    result: (result) => JSON.stringify(outputOf(result, text)),
  }
}

/** What the root LM gets to see of a block. */
function outputOf({ stdout, result, error, final, lost, notes }: BlockResult, text: Content['text']): object {
  return {
    stdout: text(stdout),
    result: result && text(result),
    error: error && text(`${error.name}: ${error.message}`),
    final: final && text(final),
    lost: lost?.reason,
    notes: notes.length === 0 ? undefined : notes.map(text),
  }
}
