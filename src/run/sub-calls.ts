import { randomUUID } from 'node:crypto'
import { DEFAULT_QUERY } from '../context/query.ts'
import { RLMError } from '../errors.ts'
import type { SubCallHandler, SubCallReply, SubCallRequest } from '../sandbox/sandbox.ts'
import { callModel } from './model-call.ts'
import { failure } from './outcome.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'

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

/**
 * Answers the model calls of a run's blocks: by a nested RLM while depth is left, else by one plain model call
 * (arXiv 2512.24601). A call that waits for a nested run holds no slot of the concurrency limit.
 */
export function answerSubCalls(scope: RunScope, runNested: RunNested): SubCallHandler {
  return async (request, signal) => {
    const kind = subCallsAt(scope.depth, scope.tree.maxDepth)
    if (kind === 'none') throw noSubCalls(request)
    const recursive = kind === 'nested' && request.recursive !== false
    const callId = randomUUID()
    const startedAt = performance.now()
    const end = (): number => performance.now() - startedAt
    scope.emit({ type: 'sub-call-start', callId, kind: request.kind, recursive, prompt: request.prompt })
    try {
      const reply = recursive
        ? { text: await runNested({ ...nestedTask(request), role: roleOf(scope, request), signal, parentId: callId }) }
        : await plainCall(scope, request, signal)
      scope.emit({ type: 'sub-call-end', callId, text: reply.text, durationMs: end(), outcome: { ok: true } })
      return reply
    } catch (error) {
      scope.emit({ type: 'sub-call-end', callId, text: '', durationMs: end(), outcome: failure(error) })
      throw error
    }
  }
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

async function plainCall(scope: RunScope, request: SubCallRequest, signal: AbortSignal): Promise<SubCallReply> {
  const { prompt, context } = request
  const content = context === undefined ? prompt : `${prompt}\n\nContext:\n${context.text}`
  const role = roleOf(scope, request)
  const { text, finishReason } = await callModel(scope, {
    ...role,
    role: 'sub-call',
    messages: [{ role: 'user', content }],
    signal,
  })
  return { text, note: plainNote(request, finishReason === 'length') }
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
