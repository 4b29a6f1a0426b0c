import type { Format } from './format.ts'
import { bare, isObject } from './objects.ts'
import { isArray, StringOf, stringifyJson, TypeErrorConstructor } from './primordials.ts'
import { isPromise } from './promises.ts'

/** A call, ready to cross the bridge. */
export interface Request {
  kind: 'llm' | 'rlm' | 'tool' | 'budget'
  prompt: string
  model: string | undefined
  recursive: boolean | undefined
  contextKind: 'text' | 'json' | undefined
  contextText: string | undefined
  tool: string | undefined
}

/** What most requests leave open. */
const EMPTY_REQUEST: Request = bare({
  kind: 'llm',
  prompt: '',
  model: undefined,
  recursive: undefined,
  contextKind: undefined,
  contextText: undefined,
  tool: undefined,
})

/** Reads a prompt: a string as it is, a number as text, an object as JSON. */
export function readPrompt(prompt: unknown, caller: string): string {
  if (typeof prompt === 'string') return prompt
  if (prompt === undefined || prompt === null) throw misuse(`${caller} needs a prompt; received ${StringOf(prompt)}.`)
  if (isPromise(prompt)) throw misuse(`${caller} needs a prompt; received a promise. Await it first.`)
  if (isArray(prompt)) {
    throw misuse(`${caller} takes one prompt; received an array. Use llm_query_batch(prompts), or join the parts.`)
  }
  return isObject(prompt) ? jsonOf(prompt, `the prompt of ${caller}`) : StringOf(prompt)
}

/** A plain model call. */
export function llmRequest(prompt: string, model: string | undefined, recursive: boolean | undefined): Request {
  return bare({ ...EMPTY_REQUEST, prompt, model, recursive })
}

/** A query over a context of its own. */
export function rlmRequest(query: unknown, context: unknown, caller: string): Request {
  const prompt = readPrompt(query, caller)
  const isText = typeof context === 'string'
  const contextKind = context === undefined ? undefined : isText ? 'text' : 'json'
  const contextText = context === undefined ? undefined : isText ? context : jsonOf(context, `the context of ${caller}`)
  return bare({ ...EMPTY_REQUEST, kind: 'rlm', prompt, contextKind, contextText })
}

/** A call of a tool, its argument as JSON text. */
export function toolRequest(tool: string, argument: string): Request {
  return bare({ ...EMPTY_REQUEST, kind: 'tool', prompt: argument, tool })
}

/** The question what is left of the budget. */
export function budgetRequest(): Request {
  return bare({ ...EMPTY_REQUEST, kind: 'budget' })
}

/** One element of `rlm_query_batch`: a query, or a query with its context. */
export function rlmElement(element: unknown, caller: string): Request {
  if (!isObject(element) || isArray(element)) return rlmRequest(element, undefined, caller)
  const { query, context } = bare({ ...element }) as Record<string, unknown>
  return rlmRequest(query, context, caller)
}

function jsonOf(value: unknown, what: string): string {
  let text: string | undefined
  if (isPromise(value)) throw misuse(`${what} must be text or JSON-like; received a promise. Await it first.`)
  try {
    text = stringifyJson(value)
  } catch {
    text = undefined
  }
  if (text === undefined) throw misuse(`${what} must be text or JSON-like, without cycles, functions or BigInts.`)
  return text
}

/** An error of misuse. */
export function misuse(message: string): TypeError {
  return new TypeErrorConstructor(message)
}

/** Reads the prompts of a batch; anything that can be iterated will do. */
export function readList(list: unknown, caller: string, format: Format): unknown[] {
  if (isArray(list)) return list
  const isIterable = isObject(list) && typeof (list as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
  if (!isIterable) throw misuse(`${caller} needs an array; received ${format(list)}.`)
  return [...(list as Iterable<unknown>)]
}
