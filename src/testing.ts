import { estimateUsage } from './cost/estimate.ts'
import { ModelError } from './errors.ts'
import { throwIfAborted } from './errors.ts'
import { untilAborted } from './abort.ts'
import type { ModelCallOptions, ModelClient, ModelReply, ModelRequest } from './model/client.ts'

export type { ModelClient, ModelReply, ModelRequest } from './model/client.ts'

/** What a scripted model answers: a text, a whole reply, or an error that the call then rejects with. */
export type ScriptedReply = string | ModelReply | Error

/**
 * What a scripted model answers with: a list, of which each request takes the next, or a function that is given the
 * request and its index, from 0.
 */
export type Script =
  | readonly ScriptedReply[]
  | ((request: ModelRequest, index: number) => ScriptedReply | Promise<ScriptedReply>)

/** A model that follows a script, and remembers what it was asked. */
export interface ScriptedModel extends ModelClient {
  /** Every request so far, in order. */
  readonly requests: readonly ModelRequest[]
}

/**
 * A model for tests: no network, no key, the same answers each time. Root turns and sub-calls both come to it, in the
 * order in which they are made; where sub-calls run at once, script with a function that looks at the request. It
 * streams its text word by word, stops at `signal`, and reports usage as UTF-8 bytes / 4.
 *
 * @throws ModelError with code `'bad-request'`, which is not retried, for a request beyond the end of the list.
 *
 * @example
 * ```ts
 * import { RLM } from 'recursive-language-model'
 * import { scriptedModel } from 'recursive-language-model/testing'
 *
 * const client = scriptedModel(['```repl\nFINAL(context.length)\n```'])
 * const rlm = new RLM({ client, model: 'scripted' })
 * await rlm.completion('four', 'How long is it?') // '4'
 * client.requests.length // 1
 * ```
 */
export function scriptedModel(script: Script): ScriptedModel {
  const requests: ModelRequest[] = []
  return {
    requests,
    async complete(request, { signal, onText }) {
      throwIfAborted(signal)
      const index = requests.push(snapshot(request)) - 1
      const scripted = await untilAborted(nextReply(script, request, index), signal)
      if (scripted instanceof Error) throw scripted
      const reply = typeof scripted === 'string' ? textReply(request, scripted) : scripted
      stream(reply.text, { signal, onText })
      return reply
    },
  }
}

/** Messages are copied, as the caller may go on appending to its list. */
function snapshot(request: ModelRequest): ModelRequest {
  return { ...request, messages: request.messages.map((message) => ({ ...message })) }
}

async function nextReply(script: Script, request: ModelRequest, index: number): Promise<ScriptedReply> {
  if (typeof script === 'function') return script(request, index)
  return script[index] ?? outOfScript(script.length, index, request)
}

function outOfScript(length: number, index: number, { model, messages }: ModelRequest): ModelError {
  const asked = JSON.stringify(messages.at(-1)?.content.slice(0, 200) ?? '')
  return new ModelError(
    `A scripted model answers as many requests as its script has replies; request ${index + 1} (model ${model}, last message ${asked}) found none: the script holds ${length}. Add a reply, or script with a function.`,
    { code: 'bad-request' },
  )
}

function textReply({ messages }: ModelRequest, text: string): ModelReply {
  return { text, finishReason: 'stop', usage: estimateUsage(messages, text) }
}

function stream(text: string, { signal, onText }: ModelCallOptions): void {
  for (const word of text.split(/(?<=\s)(?=\S)/)) {
    throwIfAborted(signal)
    if (word !== '') onText?.(word)
  }
}
