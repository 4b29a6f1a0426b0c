import { throwIfAborted } from '../errors.ts'
import type { ModelError } from '../errors.ts'
import { type Callee, callError, faultError, quote } from './callee.ts'
import type { ModelCallOptions, ModelReply } from './client.ts'
import { type Completion, completionSchema, errorSchema } from './completion-schema.ts'
import { Draft } from './draft.ts'
import { eventPayloads } from './event-stream.ts'
import type { IdleWatch } from './idle-watch.ts'
import { brokenError } from './request-error.ts'
import { responseTexts } from './response-text.ts'

/** The call that a response answers. */
export interface PendingCall {
  callee: Callee
  watch: IdleWatch
  onText: ModelCallOptions['onText']
}

/** How long a server may take to end its response after saying that it is done. */
const CLOSING_MS = 1000

/** Reads a chat completion: a stream of chunks or, from a server that does not stream, one object. */
export async function readCompletion(response: Response, call: PendingCall): Promise<ModelReply> {
  const isWhole = /json|html/.test(response.headers.get('content-type') ?? '')
  const reply = isWhole ? await readWhole(response, call) : await readStream(response, call)
  throwIfAborted(call.watch.abortedBy)
  return reply
}

async function readStream(response: Response, call: PendingCall): Promise<ModelReply> {
  const draft = new Draft()
  for await (const payload of payloads(response, draft, call)) {
    // Reading on to the end of the response leaves its connection fit for the next request.
    if (payload === '[DONE]') call.watch.shorten(CLOSING_MS)
    else takeIn(draft, parseChunk(payload, call.callee), call)
  }
  if (!draft.isFinished) throw callError(call.callee, 'ended its reply without a finish reason', { code: 'connection' })
  return draft.reply()
}

async function* payloads(response: Response, draft: Draft, { callee, watch }: PendingCall): AsyncGenerator<string> {
  try {
    yield* eventPayloads(responseTexts(response, watch))
  } catch (error) {
    // A reply that has its finish reason is whole; it was paid for and is kept.
    if (draft.isFinished && watch.abortedBy === undefined) return
    throw brokenError(error, callee, watch)
  }
}

async function readWhole(response: Response, call: PendingCall): Promise<ModelReply> {
  const text = await wholeText(response, call)
  const completion = parseCompletion(parseJson(text), text, call.callee)
  if (!completion.choices?.length) throw notACompletion(text, call.callee)
  const draft = new Draft()
  takeIn(draft, completion, call)
  return draft.reply()
}

async function wholeText(response: Response, { callee, watch }: PendingCall): Promise<string> {
  let whole = ''
  try {
    for await (const text of responseTexts(response, watch)) whole += text
    return whole
  } catch (error) {
    throw brokenError(error, callee, watch)
  }
}

function takeIn(draft: Draft, completion: Completion, { onText }: PendingCall): void {
  const text = draft.add(completion)
  if (text !== '') onText?.(text)
}

function parseChunk(payload: string, callee: Callee): Completion {
  const chunk = parseJson(payload)
  if (chunk === undefined) throw callError(callee, 'broke off its reply inside a chunk', { code: 'connection' })
  return parseCompletion(chunk, payload, callee)
}

function parseCompletion(value: unknown, text: string, callee: Callee): Completion {
  const { success, data } = completionSchema.safeParse(value)
  if (!success) throw notACompletion(text, callee)
  if (data.error) throw errorInBody(data.error, callee)
  return data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notACompletion(text: string, callee: Callee): ModelError {
  return callError(callee, `answered 200 with ${quote(text, callee)}`, { code: 'bad-response' })
}

/** Routers answer 200 at once and put the status of a later failure into the error's code. */
function errorInBody(error: unknown, callee: Callee): ModelError {
  const { data } = errorSchema.safeParse(error)
  const { message = 'no message', code, type } = data ?? {}
  const status = typeof code === 'number' && code >= 400 ? code : undefined
  const names = [code, type].filter((name) => typeof name === 'string')
  return faultError(callee, { status, names, message }, {})
}
