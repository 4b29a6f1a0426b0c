import { randomUUID } from 'node:crypto'
import type { CallCost } from '../cost/ledger.ts'
import { throwIfAborted } from '../errors.ts'
import type { ChatMessage, ModelReply } from '../model/client.ts'
import type { CallRole, Outcome } from './events.ts'
import type { ModelRole, RunScope } from './scope.ts'
import { failure, span } from './span.ts'

/** One model call of a run. */
export interface ModelCall extends ModelRole {
  role: CallRole
  /** The iteration, or the sub-call, that makes it. */
  parentId: string
  messages: readonly ChatMessage[]
  signal: AbortSignal
  /** Receives the reply's text as it arrives. */
  onText?: ((delta: string) => void) | undefined
  /** Told that what `onText` had brought is void. */
  onRetry?: (() => void) | undefined
  /** Whether something has been done with the text already: a stream that then breaks off is taken as it is. */
  isCommitted?: (() => boolean) | undefined
}

/** A reply, or what had arrived of one when its stream broke off. */
export interface CallReply extends ModelReply {
  /** Why it broke off, where it did. */
  failure?: Outcome | undefined
}

/** Calls a model through the tree's client, with its events and an entry in the ledger. */
export function callModel(scope: RunScope, call: ModelCall): Promise<CallReply> {
  const id = randomUUID()
  const startedAt = performance.now()
  const { role, model, parentId, messages } = call
  let paid: Partial<CallCost> = {}
  return span(scope, {
    start: { type: 'model-call-start', id, parentId, role, model, promptChars: promptChars(messages) },
    work: async () => {
      const reply = await complete(scope, call, id)
      paid = record(scope, call, reply)
      return reply
    },
    end: (outcome, reply) => ({
      type: 'model-call-end',
      id,
      role,
      text: reply?.text ?? '',
      ...paid,
      durationMs: performance.now() - startedAt,
      outcome: reply?.failure ?? outcome,
    }),
  })
}

/** What has arrived of a committed call is its reply: to repeat the call would pay for its effects twice. */
async function complete(scope: RunScope, call: ModelCall, id: string): Promise<CallReply> {
  const { model, messages, options, signal, isCommitted = () => false } = call
  let text = ''
  try {
    return await scope.tree.client.complete(
      { model, messages, options, cacheKey: scope.tree.cacheKey },
      {
        signal,
        isCommitted,
        onText: (delta) => {
          text += delta
          scope.emit({ type: 'model-call-delta', id, text: delta })
          call.onText?.(delta)
        },
        onRetry: ({ attempt, delayMs, error }) => {
          text = ''
          scope.emit({ type: 'model-call-retry', id, attempt, delayMs, outcome: failure(error) })
          call.onRetry?.()
        },
      },
    )
  } catch (error) {
    throwIfAborted(signal)
    if (!isCommitted()) throw error
    return { text, finishReason: 'other', failure: failure(error) }
  }
}

function record(scope: RunScope, { role, model, messages }: ModelCall, reply: ModelReply): CallCost {
  const depth = role === 'root' ? scope.depth : scope.depth + 1
  return scope.ledger.record({ depth, model, messages, reply })
}

function promptChars(messages: readonly ChatMessage[]): number {
  return messages.reduce((total, { content }) => total + content.length, 0)
}
