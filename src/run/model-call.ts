import { randomUUID } from 'node:crypto'
import type { CallCost } from '../cost/ledger.ts'
import { LimitError, throwIfAborted } from '../errors.ts'
import type { ChatMessage, ModelReply } from '../model/client.ts'
import type { CallRole, Outcome } from './events.ts'
import { meteredClient } from './metered-client.ts'
import type { ModelRole, RunScope } from './scope.ts'
import { failure, span } from './span.ts'

/** One model call of a run. */
export interface ModelCall extends ModelRole {
  role: CallRole
  /** The iteration, the compaction or the sub-call that makes it. */
  parentId: string
  /** The forced turn that only asks for the answer. Default false. */
  isLast?: boolean | undefined
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

/** Calls a model within the tree's budget, with its events and an entry in the ledger. */
export function callModel(scope: RunScope, call: ModelCall): Promise<CallReply> {
  const id = randomUUID()
  const startedAt = performance.now()
  const { role, model, parentId, messages } = call
  let paid: Partial<CallCost> = {}
  return span(scope, {
    start: { type: 'model-call-start', id, parentId, role, model, promptChars: promptChars(messages) },
    work: () => complete(scope, call, { id, onPaid: (cost) => void (paid = cost) }),
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
async function complete(
  scope: RunScope,
  call: ModelCall,
  { id, onPaid }: { id: string; onPaid: (cost: CallCost) => void },
): Promise<CallReply> {
  const { tree } = scope
  const { role, model, messages, options, isLast = false, isCommitted = () => false } = call
  const depth = role === 'sub-call' ? scope.depth + 1 : scope.depth
  const limited = isLast ? tree.budget.ended : tree.budget.stopped
  let text = ''
  try {
    return await meteredClient(scope, { depth, isLast, onPaid }).complete(
      { model, messages, options, cacheKey: tree.cacheKey },
      {
        signal: AbortSignal.any([call.signal, limited]),
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
    throwIfAborted(call.signal)
    const cause = limited.aborted ? limited.reason : error
    if (!(cause instanceof LimitError)) tree.budget.noteError()
    if (!isCommitted()) throw cause
    return { text, finishReason: 'other', failure: failure(cause) }
  }
}

function promptChars(messages: readonly ChatMessage[]): number {
  return messages.reduce((total, { content }) => total + content.length, 0)
}
