import type { Host } from './bridge.ts'
import type { Format } from './format.ts'
import { append, bare, define } from './objects.ts'
import { ErrorConstructor, MapConstructor, mapClear, mapDelete, mapGet, mapSet, stringSlice } from './primordials.ts'
import { defer, schedule } from './promises.ts'
import { llmRequest, readList, readOptions, readPrompt, rlmElement, rlmRequest, type Request } from './requests.ts'

/** One call or batch that is on its way, and the two ways to get at its value. */
export interface Posted {
  /** Blocks until the value is there. */
  wait(): unknown
  promise(): Promise<unknown>
}

/** Sends a call off. Throws for misuse only. */
export type Post = (a: unknown, b: unknown, c: unknown) => Posted

/** The model calls of a block. */
export interface Calls {
  llmQuery: Post
  llmQueryBatch: Post
  rlmQuery: Post
  rlmQueryBatch: Post
  /** Schedules the answer to a call. */
  deliver(id: number, ok: boolean, text: string): void
  /** Drops all calls that still wait. */
  abandon(): void
}

type Listener = (ok: boolean, text: string) => void

/** One place of a batch. */
interface Slot {
  ok: boolean
  text: string
}

/** Builds the calls. */
export function createCalls(host: Host, format: Format): Calls {
  const listeners = new MapConstructor<number, Listener>()
  const mailbox: Mailbox = bare({
    post: (request: Request) => postRequest(host, request),
    wait: (id: number) => readReply(host('wait', id)),
    listen: (id: number, listener: Listener) => void mapSet(listeners, id, listener),
    note: (text: string) => void host('note', text),
  })
  return bare({
    llmQuery: (prompt: unknown, options: unknown, list: unknown) => {
      const text = readPrompt(prompt, 'llm_query')
      return postOne(mailbox, llmRequest(text, readOptions(options, list, 'llm_query')))
    },
    llmQueryBatch: (prompts: unknown, options: unknown) => {
      const shared = readOptions(options, undefined, 'llm_query_batch')
      const read = (prompt: unknown): Request => llmRequest(readPrompt(prompt, 'llm_query_batch'), shared)
      return postBatch(mailbox, 'llm_query', mapList(readList(prompts, 'llm_query_batch', format), read))
    },
    rlmQuery: (query: unknown, context: unknown) => postOne(mailbox, rlmRequest(query, context, 'rlm_query')),
    rlmQueryBatch: (elements: unknown) => {
      const read = (element: unknown): Request => rlmElement(element, 'rlm_query_batch')
      return postBatch(mailbox, 'rlm_query', mapList(readList(elements, 'rlm_query_batch', format), read))
    },
    deliver: (id: number, ok: boolean, text: string) => schedule(() => takeListener(listeners, id)?.(ok, text)),
    abandon: () => mapClear(listeners),
  })
}

/** Where calls go out and answers come in. */
interface Mailbox {
  post(request: Request): number
  wait(id: number): Slot
  listen(id: number, listener: Listener): void
  note(text: string): void
}

function postRequest(host: Host, request: Request): number {
  const { kind, prompt, model, recursive, contextKind, contextText } = request
  const id = host('post', kind, prompt, model, recursive, contextKind, contextText)
  if (typeof id !== 'number') throw new ErrorConstructor('the block has ended; no more calls are made')
  return id
}

function readReply(reply: unknown): Slot {
  if (typeof reply !== 'string') return bare({ ok: false, text: 'the block was stopped while it waited for a model' })
  return bare({ ok: reply[0] === '+', text: stringSlice(reply, 1) })
}

function takeListener(listeners: Map<number, Listener>, id: number): Listener | undefined {
  const listener = mapGet(listeners, id)
  mapDelete(listeners, id)
  return listener
}

function postOne(mailbox: Mailbox, request: Request): Posted {
  const id = mailbox.post(request)
  return bare({
    wait: () => {
      const { ok, text } = mailbox.wait(id)
      if (ok) return text
      throw new ErrorConstructor(text)
    },
    promise: () => {
      const { promise, resolve, reject } = defer()
      // Made here, the error points at the call rather than at nothing.
      const failure = new ErrorConstructor()
      mailbox.listen(id, (ok, text) => (ok ? resolve(text) : reject(withMessage(failure, text))))
      return promise
    },
  })
}

function withMessage(error: Error, message: string): Error {
  define(error, 'message', message, bare({ writable: true, enumerable: false, configurable: true }))
  return error
}

/** Posts all requests before any answer is waited for. */
function postBatch(mailbox: Mailbox, name: string, requests: readonly Request[]): Posted {
  const ids = mapList(requests, (request) => mailbox.post(request))
  return bare({
    wait: () =>
      batchValue(
        mailbox,
        name,
        mapList(ids, (id) => mailbox.wait(id)),
        new ErrorConstructor(),
      ),
    promise: () => batchPromise(mailbox, name, ids),
  })
}

function batchPromise(mailbox: Mailbox, name: string, ids: readonly number[]): Promise<unknown> {
  const { promise, resolve, reject } = defer()
  const failure = new ErrorConstructor()
  const slots: Slot[] = []
  let missing = ids.length
  const finish = (): void => {
    try {
      resolve(batchValue(mailbox, name, slots, failure))
    } catch (error) {
      reject(error)
    }
  }
  if (missing === 0) finish()
  for (let index = 0; index < ids.length; index += 1) {
    mailbox.listen(ids[index] ?? 0, (ok, text) => {
      define(slots, index, bare({ ok, text }))
      missing -= 1
      if (missing === 0) finish()
    })
  }
  return promise
}

/** The texts of a batch. A failed slot says so in its place; only where all have failed is it an error. */
function batchValue(mailbox: Mailbox, name: string, slots: readonly Slot[], failure: Error): string[] {
  const values: string[] = []
  const failed: string[] = []
  for (let index = 0; index < slots.length; index += 1) {
    const { ok, text } = slots[index] as Slot
    append(values, ok ? text : `[${name} failed: ${text}]`)
    if (!ok) append(failed, `[${index}] ${text}`)
  }
  if (failed.length === 0) return values
  if (failed.length === slots.length) throw withMessage(failure, `${everyCall(slots.length)} failed: ${failed[0]}`)
  mailbox.note(`${failed.length} of ${slots.length} calls of the batch failed: ${firstOf(failed)}`)
  return values
}

function everyCall(count: number): string {
  return count === 1 ? 'the only call of the batch' : `all ${count} calls of the batch`
}

const MAX_NAMED_FAILURES = 10

function firstOf(failed: readonly string[]): string {
  let text = ''
  for (let index = 0; index < failed.length && index < MAX_NAMED_FAILURES; index += 1) {
    text += `${index > 0 ? '; ' : ''}${stringSlice(failed[index] ?? '', 0, 200)}`
  }
  return failed.length > MAX_NAMED_FAILURES ? `${text}; …` : text
}

function mapList<From, To>(list: readonly From[], change: (value: From) => To): To[] {
  const changed: To[] = []
  for (let index = 0; index < list.length; index += 1) append(changed, change(list[index] as From))
  return changed
}
