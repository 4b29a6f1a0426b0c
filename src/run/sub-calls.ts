import { randomUUID } from 'node:crypto'
import { DEFAULT_QUERY } from '../context/query.ts'
import { estimateTokens } from '../cost/estimate.ts'
import { RLMError } from '../errors.ts'
import type { SubCallReply, SubCallRequest } from '../sandbox/sandbox.ts'
import { callModel } from './model-call.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'
import { span } from './span.ts'

/** A nested run: a query over a context, answered by an RLM one level down. */
export interface NestedTask {
  query: string
  context: unknown
  role: ModelRole
  signal: AbortSignal
  /** The sub-call that it answers. */
  parentId: string
}

/** Runs a nested RLM and resolves to its answer; given by the loop, which is the only one that knows how to run. */
export type RunNested = (task: NestedTask) => Promise<string>

/** Answers one model call of the block `blockId`. */
export type SubCallAnswerer = (
  request: SubCallRequest,
  call: { signal: AbortSignal; blockId: string },
) => Promise<SubCallReply>

/**
 * Answers the model calls of a run's blocks: by a nested RLM while depth is left, else by one plain model call
 * (arXiv 2512.24601). A call that waits for a nested run holds no slot of the concurrency limit.
 */
export function answerSubCalls(scope: RunScope, runNested: RunNested): SubCallAnswerer {
  return async (request, { signal, blockId }) => {
    if (request.kind === 'budget') return { text: JSON.stringify(scope.tree.budget.report()) }
    const depthLeft = subCallsAt(scope.depth, scope.tree.maxDepth)
    if (depthLeft === 'none') throw noSubCalls(request)
    const { kind, prompt } = request
    const recursive = depthLeft === 'nested' && request.recursive !== false
    const call = { id: randomUUID(), signal }
    const startedAt = performance.now()
    return span(scope, {
      start: { type: 'sub-call-start', id: call.id, parentId: blockId, kind, recursive, prompt },
      work: () => (recursive ? nestedCall(scope, request, { ...call, runNested }) : plainCall(scope, request, call)),
      end: (outcome, reply) => ({
        type: 'sub-call-end',
        id: call.id,
        text: reply?.text ?? '',
        durationMs: performance.now() - startedAt,
        outcome,
      }),
    })
  }
}

interface StartedCall {
  id: string
  signal: AbortSignal
}

async function nestedCall(
  scope: RunScope,
  request: SubCallRequest,
  { id, signal, runNested }: StartedCall & { runNested: RunNested },
): Promise<SubCallReply> {
  const task = { ...nestedTask(request), role: roleOf(scope, request), signal, parentId: id }
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

async function plainCall(scope: RunScope, request: SubCallRequest, { id, signal }: StartedCall): Promise<SubCallReply> {
  const { prompt, context } = request
  const content = context === undefined ? prompt : `${prompt}\n\nContext:\n${context.text}`
  const role = roleOf(scope, request)
  assertFits(content, role.model, scope.tree.contextWindowOf(role.model))
  const { text, finishReason } = await callModel(scope, {
    ...role,
    role: 'sub-call',
    parentId: id,
    messages: [{ role: 'user', content }],
    signal,
  })
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
