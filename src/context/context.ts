import type { ContextPayload } from '../sandbox/sandbox.ts'
import { reasonOf } from '../reason.ts'
import { checkJson, seenByJson } from './check-json.ts'
import { describeJson, describeText } from './describe.ts'
import { invalidContext } from './invalid-context.ts'
import { preview } from './preview.ts'

/** A context that is ready for the sandbox, with what the root LM is told of it. */
export interface PreparedContext {
  payload: ContextPayload
  /** Kind, shape and size in one line. */
  description: string
  /** A glance at head and tail, at most a quarter of the whole; `''` for a context too small for one. */
  preview: string
  /** UTF-16 code units of the text, or of the JSON text. */
  chars: number
}

/**
 * Checks a context and describes it. A string stays a string; anything else becomes JSON text, which must keep all of
 * it: objects with a `toJSON` (a Date, a URL) count as what that gives.
 *
 * @throws TypeError of code `'invalid-context'` for a context that is empty or that JSON cannot hold.
 */
export function prepareContext(context: unknown): PreparedContext {
  if (typeof context === 'string') return prepareText(context)
  const seen = readContext(() => seenByJson(context))
  return typeof seen === 'string' ? prepareText(seen) : prepareJson(seen)
}

function prepareText(text: string): PreparedContext {
  if (text === '') throw empty("''")
  return {
    payload: { kind: 'text', text },
    description: describeText(text),
    preview: preview(text),
    chars: text.length,
  }
}

function prepareJson(value: unknown): PreparedContext {
  if (value === undefined || value === null) throw empty(String(value))
  const text = readContext(() => {
    checkJson(value)
    return JSON.stringify(value)
  })
  if (text === '{}' || text === '[]') throw empty(text)
  return {
    payload: { kind: 'json', text },
    description: describeJson(value, text.length),
    preview: preview(text),
    chars: text.length,
  }
}

/** Reading runs code of the caller's, such as getters, and may exceed the longest string. */
function readContext<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'invalid-context') throw error
    const reason = reasonOf(error)
    throw invalidContext(
      `\`context\` must be a value that JSON.stringify can read in one piece; it failed with "${reason}". Pass plain data, or a string.`,
      error,
    )
  }
}

function empty(received: string): TypeError {
  return invalidContext(
    `\`context\` must not be empty; received ${received}. Pass the text or the data that the query is about.`,
  )
}
