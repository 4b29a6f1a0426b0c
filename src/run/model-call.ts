import { randomUUID } from 'node:crypto'
import type { ChatMessage, ModelReply } from '../model/client.ts'
import { failure } from './outcome.ts'
import type { ModelRole, RunScope } from './scope.ts'

/** One model call of a run. */
export interface ModelCall extends ModelRole {
  /** `'root'`: a turn of the run's own loop. `'sub-call'`: a call that one of its blocks makes. */
  role: 'root' | 'sub-call'
  messages: readonly ChatMessage[]
  signal: AbortSignal
}

/** Calls a model through the tree's client, with its events and an entry in the ledger. */
export async function callModel(scope: RunScope, call: ModelCall): Promise<ModelReply> {
  const callId = randomUUID()
  const startedAt = performance.now()
  const { role, model, messages, options, signal } = call
  scope.emit({ type: 'model-call-start', callId, role, model, promptChars: promptChars(messages) })
  const end = { type: 'model-call-end', callId, role } as const
  try {
    const reply = await scope.tree.client.complete(
      { model, messages, options, cacheKey: scope.tree.cacheKey },
      {
        signal,
        onText: (text) => scope.emit({ type: 'model-call-delta', callId, text }),
        onRetry: ({ attempt, delayMs, error }) =>
          scope.emit({ type: 'model-call-retry', callId, attempt, delayMs, outcome: failure(error) }),
      },
    )
    const { usage, costUsd } = record(scope, call, reply)
    const durationMs = performance.now() - startedAt
    scope.emit({ ...end, text: reply.text, usage, costUsd, durationMs, outcome: { ok: true } })
    return reply
  } catch (error) {
    const durationMs = performance.now() - startedAt
    scope.emit({ ...end, text: '', durationMs, outcome: failure(error) })
    throw error
  }
}

function record(scope: RunScope, { role, model, messages }: ModelCall, reply: ModelReply) {
  const depth = role === 'root' ? scope.depth : scope.depth + 1
  return scope.ledger.record({ depth, model, messages, reply })
}

function promptChars(messages: readonly ChatMessage[]): number {
  return messages.reduce((total, { content }) => total + content.length, 0)
}
