import { withMessage, type Mailbox, type Posted, type Reply } from './mailbox.ts'
import { append, bare, define, isObject, ownData } from './objects.ts'
import { ErrorConstructor } from './primordials.ts'
import { defer } from './promises.ts'
import type { Request } from './requests.ts'

/** A call, and what is to be made of its answer. */
export interface Call {
  request: Request
  /** Throws where the answer is of no use. */
  read(text: string): Reading
}

/** What an answer comes to: a value, or another call to be made in place of this one. */
export interface Reading {
  value: unknown
  again: Call | undefined
}

/** What has become of a call: its value, or in place of it the message of its failure. */
export interface Outcome {
  ok: boolean
  value: unknown
}

/** A call that is on its way, and its place among those that were sent with it. */
export interface SentCall {
  call: Call
  id: number
  slot: number
}

/** A call whose answer is its value. */
export function plainCall(request: Request): Call {
  return bare({ request, read: valued })
}

/** The reading of an answer that will do. */
export function valued(value: unknown): Reading {
  return bare({ value, again: undefined })
}

/** Sends one call off. */
export function postOne(mailbox: Mailbox, call: Call): Posted {
  const sent = sendAll(mailbox, [call])
  return bare({
    wait: () => {
      const { ok, value } = waitForAll(mailbox, sent)[0] as Outcome
      if (ok) return value
      throw new ErrorConstructor(value as string)
    },
    promise: () => {
      const { promise, resolve, reject } = defer()
      // Made here, the error points at the call rather than at nothing.
      const failure = new ErrorConstructor()
      listenToAll(mailbox, sent, (outcomes) => {
        const { ok, value } = outcomes[0] as Outcome
        if (ok) resolve(value)
        else reject(withMessage(failure, value as string))
      })
      return promise
    },
  })
}

/** Sends all calls off before any answer is waited for. */
export function sendAll(mailbox: Mailbox, calls: readonly Call[]): SentCall[] {
  const sent: SentCall[] = []
  for (let slot = 0; slot < calls.length; slot += 1) append(sent, send(mailbox, calls[slot] as Call, slot))
  return sent
}

function send(mailbox: Mailbox, call: Call, slot: number): SentCall {
  return bare({ call, id: mailbox.post(call.request), slot })
}

/** Blocks until every call has its outcome. Calls that are made again are on their way together. */
export function waitForAll(mailbox: Mailbox, sent: readonly SentCall[]): Outcome[] {
  const outcomes: Outcome[] = []
  for (let open = sent; open.length > 0;) {
    const again: SentCall[] = []
    for (let index = 0; index < open.length; index += 1) {
      const one = open[index] as SentCall
      const { outcome, next } = take(mailbox, one, mailbox.wait(one.id))
      if (next) append(again, next)
      else define(outcomes, one.slot, outcome)
    }
    open = again
  }
  return outcomes
}

/** Tells the outcomes once all of them are there. */
export function listenToAll(
  mailbox: Mailbox,
  sent: readonly SentCall[],
  onOutcomes: (outcomes: readonly Outcome[]) => void,
): void {
  const outcomes: Outcome[] = []
  let missing = sent.length
  const listen = (one: SentCall): void =>
    mailbox.listen(one.id, (ok, text) => {
      const { outcome, next } = take(mailbox, one, bare({ ok, text }))
      if (next) return listen(next)
      define(outcomes, one.slot, outcome)
      missing -= 1
      if (missing === 0) onOutcomes(outcomes)
    })
  if (missing === 0) onOutcomes(outcomes)
  for (let index = 0; index < sent.length; index += 1) listen(sent[index] as SentCall)
}

/** What an answer leads to: the outcome, or the call that has been sent in place of the last one. */
interface Step {
  outcome: Outcome | undefined
  next: SentCall | undefined
}

function take(mailbox: Mailbox, { call, slot }: SentCall, { ok, text }: Reply): Step {
  if (!ok) return ended(false, text)
  try {
    const { value, again } = call.read(text)
    return again ? bare({ outcome: undefined, next: send(mailbox, again, slot) }) : ended(true, value)
  } catch (error) {
    const message = isObject(error) ? ownData(error, 'message') : undefined
    return ended(false, typeof message === 'string' ? message : 'the answer could not be read')
  }
}

function ended(ok: boolean, value: unknown): Step {
  return bare({ outcome: bare({ ok, value }), next: undefined })
}
