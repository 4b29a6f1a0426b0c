import { randomUUID } from 'node:crypto'
import { DEFAULT_QUERY } from '../context/query.ts'
import { estimateTokens } from '../cost/estimate.ts'
import { RLMError, type RLMErrorCode } from '../errors.ts'
import type { SubCallReply, SubCallRequest } from '../sandbox/sandbox.ts'
import { callModel } from './model-call.ts'
import { remembered } from './remembered.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'
import { span } from './span.ts'
import { callTool } from './tool-call.ts'

/** A nested run: a query over a context, answered by an RLM one level down. */
export interface NestedTask {
  query: string
  context: unknown
  role: ModelRole
  signal: AbortSignal
  /** The sub-call that it answers, and its place in the tree as a memory knows it. */
  parentId: string
  address: string
}

/** Runs a nested RLM and resolves to its answer; given by the loop, which is the only one that knows how to run. */
export type RunNested = (task: NestedTask) => Promise<string>

/** Answers one call of the block `blockId`. */
export type SubCallAnswerer = (
  request: SubCallRequest,
  call: { signal: AbortSignal; blockId: string },
) => Promise<SubCallReply>

/**
 * Answers the calls of a run's blocks: a tool by itself, a model call by a nested RLM while depth is left, else by one
 * plain model call (arXiv 2512.24601). A call that waits for a nested run holds no slot of the concurrency limit.
 */
export function answerSubCalls(scope: RunScope, runNested: RunNested): SubCallAnswerer {
  return async (request, call) => {
    if (request.kind === 'tool') return callTool(scope, request, call)
    if (request.kind === 'budget') return { text: tellBudget(scope) }
    return callSubModel(scope, { ...request, kind: request.kind }, { ...call, runNested })
  }
}

function tellBudget({ memory, tree }: RunScope): string {
  return remembered(memory, 'budget', () => JSON.stringify(tree.budget.report()))
}

type ModelRequest = SubCallRequest & { kind: 'llm' | 'rlm' }

interface ModelCaller {
  signal: AbortSignal
  blockId: string
  runNested: RunNested
}

function callSubModel(scope: RunScope, request: ModelRequest, caller: ModelCaller): Promise<SubCallReply> {
  const depthLeft = subCallsAt(scope.depth, scope.tree.maxDepth)
  if (depthLeft === 'none') return Promise.reject(noSubCalls(request))
  const { kind, prompt, context, model } = request
  const recursive = depthLeft === 'nested' && request.recursive !== false
  const address = scope.memory.key(
    kind,
    prompt,
    context?.kind ?? '',
    context?.text ?? '',
    model ?? '',
    String(recursive),
  )
  const call = { id: randomUUID(), signal: caller.signal, address, runNested: caller.runNested }
  const startedAt = performance.now()
  return span(scope, {
    start: {
      type: 'sub-call-start',
      id: call.id,
      parentId: caller.blockId,
      kind,
      recursive,
      prompt,
      contextChars: context?.text.length,
    },
    work: () =>
      failingAsBefore(scope, call, () =>
        recursive ? nestedCall(scope, request, call) : plainCall(scope, request, call),
      ),
    end: (outcome, reply) => ({
      type: 'sub-call-end',
      id: call.id,
      text: reply?.text ?? '',
      durationMs: performance.now() - startedAt,
      outcome,
    }),
  })
}

/** A failure that the model has been told of is a part of the run's path: it is recorded, and comes again. */
async function failingAsBefore<Value>(
  { memory, tree }: RunScope,
  { address: key, signal }: StartedCall,
  work: () => Promise<Value>,
): Promise<Value> {
  const known = memory.findAnswer(key)
  if (known !== undefined) {
    tree.budget.noteError()
    throw new RLMError(known.text, { code: known.code ?? 'internal' })
  }
  try {
    return await work()
  } catch (error) {
    const isPassing = signal.aborted || !(error instanceof RLMError) || TOLD_ANEW.has(error.code)
    if (!isPassing) await memory.keepAnswer({ key, ok: false, text: error.message, code: error.code })
    throw error
  }
}

/** What may be otherwise when the run is resumed. */
const TOLD_ANEW: ReadonlySet<RLMErrorCode> = new Set(['aborted', 'limit', 'storage', 'internal'])

interface StartedCall {
  id: string
  signal: AbortSignal
  address: string
  runNested: RunNested
}

async function nestedCall(
  scope: RunScope,
  request: SubCallRequest,
  { id, signal, address, runNested }: StartedCall,
): Promise<SubCallReply> {
  const task = { ...nestedTask(request), role: roleOf(scope, request), signal, parentId: id, address }
  return { text: await runNested(task) }
}

function noSubCalls({ kind }: SubCallRequest): RLMError {
  return new RLMError(`${kind}_query needs a sub-model; this run has none (maxDepth: 0). Solve the task with code.`, {
    code: 'bad-request',
  })
}

function nestedTask({ prompt, context }: SubCallRequest): { query: string; context: unknown } {
  if (context === undefined) return { query: DEFAULT_QUERY, context: prompt }
  return { query: prompt, context: context.kind === 'text' ? context.text : JSON.parse(context.text) }
}

/** It has a memory of its own, as a nested run has: what it is remembered by depends on no call before it. */
async function plainCall(
  scope: RunScope,
  request: SubCallRequest,
  { id, signal, address }: StartedCall,
): Promise<SubCallReply> {
  const { prompt, context } = request
  const content = context === undefined ? prompt : `${prompt}\n\nContext:\n${context.text}`
  const role = roleOf(scope, request)
  assertFits(content, role.model, scope.tree.contextWindowOf(role.model))
  const memory = scope.tree.memory.of(address)
  const { text, finishReason } = await callModel(
    { ...scope, memory },
    {
      ...role,
      role: 'sub-call',
      parentId: id,
      messages: [{ role: 'user', content }],
      signal,
    },
  )
  return { text, note: plainNote(request, finishReason === 'length') }
}

/** What no window can hold is not sent: the refusal would come from the provider, and later. */
function assertFits(prompt: string, model: string, windowTokens = Infinity): void {
  const tokens = estimateTokens(prompt)
  if (tokens <= windowTokens) return
  throw new RLMError(
    `A prompt must fit into the window of its model; this one has ${prompt.length} characters, about ${tokens} tokens, and that of ${model} is ${windowTokens}. Split it, one call for each part.`,
    { code: 'context-length' },
  )
}

function plainNote({ kind, recursive }: SubCallRequest, cut: boolean): string | undefined {
  if (cut) return 'A sub-model ran into its output limit: its answer is cut off. Ask for less in one prompt.'
  if (kind === 'llm' && recursive !== true) return undefined
  if (recursive === false) return undefined
  return `${kind}_query: no depth is left for a nested RLM, so one plain model call read the whole prompt and answered.`
}

function roleOf({ tree }: RunScope, { model }: SubCallRequest): ModelRole {
  return { model: model ?? tree.subCalls.model, options: tree.subCalls.options }
}
