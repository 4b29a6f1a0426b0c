import { randomUUID } from 'node:crypto'
import type { CallCost } from '../cost/usage.ts'
import { RLMError, throwIfAborted } from '../errors.ts'
import type { ChatMessage, ModelReply, ModelRequest } from '../model/client.ts'
import type { KnownReply } from '../storage/storage.ts'
import type { CallRole, Failure, ReplySource } from './events.ts'
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
  /** Blocks of the text that run already: from the first on, a stream that breaks off is taken as it is. */
  blocksTaken?: (() => number) | undefined
}

/** A reply, or what had arrived of one when its stream broke off. */
export interface CallReply extends ModelReply {
  /** Why it broke off, where it did. */
  failure?: Failure | undefined
}

/** What is known of a call as it goes on. */
interface CallState {
  readonly id: string
  /** What the run's memory knows it by. */
  key: string
  source: ReplySource
  /** What it came to, where it was paid for. */
  cost?: CallCost
  /** Its last event is out: of a shared call, others may wait for more. */
  isOver: boolean
}

/**
 * Calls a model within the tree's budget, with its events and an entry in the ledger; what the run's memory holds is not
 * paid for again.
 */
export function callModel(scope: RunScope, call: ModelCall): Promise<CallReply> {
  const startedAt = performance.now()
  const { role, model, parentId, messages } = call
  const state: CallState = { id: randomUUID(), key: '', source: 'model', isOver: false }
  return span(scope, {
    start: {
      type: 'model-call-start',
      id: state.id,
      parentId,
      role,
      model,
      promptChars: promptChars(messages),
      messages,
    },
    work: () => recallOrAsk(scope, call, state),
    end: (outcome, reply) => {
      state.isOver = true
      return {
        type: 'model-call-end',
        id: state.id,
        role,
        text: reply?.text ?? '',
        source: state.source,
        ...(state.source === 'model' ? state.cost : { usage: reply?.usage, costUsd: 0 }),
        durationMs: performance.now() - startedAt,
        outcome: reply?.failure ?? outcome,
      }
    },
  })
}

async function recallOrAsk(scope: RunScope, call: ModelCall, state: CallState): Promise<CallReply> {
  const { memory, tree } = scope
  const { role, model, messages, options } = call
  const request = { model, messages, options, cacheKey: tree.cacheKey }
  const key = memory.keyOfCall(request)
  state.key = key
  const known = await memory.findReply(key, role)
  if (known !== undefined) return recall(scope, call, { known, state })
  if (role === 'root') tellDivergence(scope)
  const reply = await askOrJoin(scope, call, { request, state })
  const { failure, ...rest } = reply
  await memory.keepReply({ key, role, reply: rest, cost: state.cost, failure })
  return reply
}

/** What was paid before the run was resumed counts in its budget, but in no ledger: it is not paid now. */
function recall(
  scope: RunScope,
  call: ModelCall,
  { known, state }: { known: KnownReply; state: CallState },
): CallReply {
  const { budget, replayed } = scope.tree
  const { model, messages } = call
  const { reply, source, isPartial, failure = isPartial && WROTE_LAST } = known
  const charge = { depth: depthOf(scope, call), model, messages }
  const cost = isPartial ? replayed.recordBroken({ ...charge, text: reply.text }) : known.cost
  state.source = source
  if (cost !== undefined) budget.book(cost)
  if (known.cost !== undefined) replayed.record({ ...charge, reply })
  if (known.failure !== undefined && known.failure.code !== 'limit') budget.noteError()
  tellText(scope, call, { state, text: reply.text })
  return { ...reply, failure: failure && { ok: false, ...failure } }
}

/** A reply whose blocks ran, and whose end the host did not live to see. */
const WROTE_LAST = { code: 'connection', message: 'The run ended while the model was still writing.' } as const

/** Turns follow on each other: where one is not in the journal, those that are can never be asked for. Told once. */
function tellDivergence({ memory, emit }: RunScope): void {
  const unusedTurns = memory.leavePath()
  if (unusedTurns === 0) return
  const message = `The run has left the path of its journal: the model is asked anew from here on, and ${unusedTurns} recorded turn${unusedTurns === 1 ? '' : 's'} cannot be used.`
  emit({ type: 'replay-divergence', message })
}

interface Asking {
  request: ModelRequest
  state: CallState
}

/** Turns of a root LM are never shared: blocks of theirs run before the reply is there. */
async function askOrJoin(scope: RunScope, call: ModelCall, { request, state }: Asking): Promise<CallReply> {
  const { sharedCalls } = scope.tree
  if (sharedCalls === undefined || call.role !== 'sub-call') return ask(scope, call, { request, state })
  const { isFirst, value } = sharedCalls.join(scope.memory.identityOf(request), call.signal, (signal) =>
    ask(scope, { ...call, signal }, { request, state }),
  )
  if (isFirst) return value
  state.source = 'call-in-flight'
  const reply = await value
  tellText(scope, call, { state, text: reply.text })
  return reply
}

/** What has arrived of a committed call is its reply: to repeat the call would pay for its effects twice. */
async function ask(scope: RunScope, call: ModelCall, { request, state }: Asking): Promise<CallReply> {
  const { budget } = scope.tree
  const { isLast = false, blocksTaken = () => 0 } = call
  const limited = isLast ? budget.ended : budget.stopped
  const onPaid = (cost: CallCost): void => void (state.cost = cost)
  let text = ''
  try {
    return await meteredClient(scope, { depth: depthOf(scope, call), isLast, onPaid }).complete(request, {
      signal: AbortSignal.any([call.signal, limited]),
      isCommitted: () => blocksTaken() > 0,
      onText: (delta) => {
        text += delta
        const taken = blocksTaken()
        tellText(scope, call, { state, text: delta })
        if (blocksTaken() > taken) scope.memory.notePartial({ key: state.key, role: call.role, text })
      },
      onRetry: ({ attempt, delayMs, error }) => {
        text = ''
        if (!state.isOver) {
          scope.emit({ type: 'model-call-retry', id: state.id, attempt, delayMs, outcome: failure(error) })
        }
        call.onRetry?.()
      },
    })
  } catch (error) {
    throwIfAborted(call.signal)
    const cause = limited.aborted ? limited.reason : error
    if (isFault(cause)) budget.noteError()
    if (blocksTaken() === 0) throw cause
    return { text, finishReason: 'other', failure: failure(cause) }
  }
}

/** A limit and a journal that is full are no faults of a call. */
function isFault(error: unknown): boolean {
  return !(error instanceof RLMError) || (error.code !== 'limit' && error.code !== 'storage')
}

function tellText(
  { emit }: RunScope,
  { onText }: ModelCall,
  { state, text }: { state: CallState; text: string },
): void {
  if (state.isOver || text === '') return
  emit({ type: 'model-call-delta', id: state.id, text })
  onText?.(text)
}

function depthOf({ depth }: RunScope, { role }: ModelCall): number {
  return role === 'sub-call' ? depth + 1 : depth
}

function promptChars(messages: readonly ChatMessage[]): number {
  return messages.reduce((total, { content }) => total + content.length, 0)
}
