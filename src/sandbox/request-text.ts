import type { ContextPayload, SubCallRequest } from './sandbox.ts'

/**
 * A model call as it travels: a line of JSON, then the prompt and the context as they are. Nothing that is long has to be
 * escaped or parsed, as the host would wait for that.
 */
export interface RequestHead {
  kind: SubCallRequest['kind']
  promptChars: number
  contextKind?: ContextPayload['kind'] | undefined
  model?: string | undefined
  recursive?: boolean | undefined
  tool?: string | undefined
}

/** Most characters of the line of JSON. */
export const MAX_REQUEST_HEAD_CHARS = 10_000

/** Most characters of the name of a tool. */
export const MAX_TOOL_NAME_CHARS = 200

/** The text of a model call, for the child to send. */
export function requestText({ kind, prompt, context, model, recursive, tool }: SubCallRequest): string {
  const head: RequestHead = { kind, promptChars: prompt.length, contextKind: context?.kind, model, recursive, tool }
  return `${JSON.stringify(head)}\n${prompt}${context?.text ?? ''}`
}

/** Cuts the text of a model call at the end of its line of JSON; `undefined` where there is none. */
export function splitRequest(text: string): { head: string; body: string } | undefined {
  const end = text.slice(0, MAX_REQUEST_HEAD_CHARS).indexOf('\n')
  return end === -1 ? undefined : { head: text.slice(0, end), body: text.slice(end + 1) }
}
