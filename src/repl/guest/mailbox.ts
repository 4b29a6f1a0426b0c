import type { Host } from './bridge.ts'
import { bare, define } from './objects.ts'
import { ErrorConstructor, MapConstructor, mapClear, mapDelete, mapGet, mapSet, stringSlice } from './primordials.ts'
import { schedule } from './promises.ts'
import type { Request } from './requests.ts'

/** One call or batch that is on its way, and the two ways to get at its value. */
export interface Posted {
  /** Blocks until the value is there. */
  wait(): unknown
  promise(): Promise<unknown>
}

/** The answer to a call, or why there is none. */
export interface Reply {
  ok: boolean
  text: string
}

type Listener = (ok: boolean, text: string) => void

/** Where calls go out and answers come in. */
export interface Mailbox {
  /** Sends a call off; gives its id. Throws once the block has ended. */
  post(request: Request): number
  /** Blocks until the answer is there. */
  wait(id: number): Reply
  listen(id: number, listener: Listener): void
  note(text: string): void
  /** Schedules the answer to a call. */
  deliver(id: number, ok: boolean, text: string): void
  /** Drops all calls that still wait. */
  abandon(): void
}

/** Opens the mailbox. */
export function openMailbox(host: Host): Mailbox {
  const listeners = new MapConstructor<number, Listener>()
  return bare({
    post: (request: Request) => postRequest(host, request),
    wait: (id: number) => readReply(host('wait', id)),
    listen: (id: number, listener: Listener) => void mapSet(listeners, id, listener),
    note: (text: string) => void host('note', text),
    deliver: (id: number, ok: boolean, text: string) => schedule(() => takeListener(listeners, id)?.(ok, text)),
    abandon: () => mapClear(listeners),
  })
}

function postRequest(host: Host, request: Request): number {
  const { kind, prompt, model, recursive, contextKind, contextText, tool } = request
  const id = host('post', kind, prompt, model, recursive, contextKind, contextText, tool)
  if (typeof id !== 'number') throw new ErrorConstructor('the block has ended; no more calls are made')
  return id
}

function readReply(reply: unknown): Reply {
  if (typeof reply !== 'string') return bare({ ok: false, text: 'the block was stopped while it waited for an answer' })
  return bare({ ok: reply[0] === '+', text: stringSlice(reply, 1) })
}

function takeListener(listeners: Map<number, Listener>, id: number): Listener | undefined {
  const listener = mapGet(listeners, id)
  mapDelete(listeners, id)
  return listener
}

/** Gives an error that was made earlier, where the call is, its message. */
export function withMessage(error: Error, message: string): Error {
  define(error, 'message', message, bare({ writable: true, enumerable: false, configurable: true }))
  return error
}
