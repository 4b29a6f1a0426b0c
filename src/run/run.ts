import { type PreparedContext, prepareContext } from '../context/context.ts'
import type { Usage } from '../cost/usage.ts'
import { abortedError, LimitError, RLMError } from '../errors.ts'
import type { ChatMessage } from '../model/client.ts'
import { reasonOf } from '../reason.ts'
import { ANY_TEXT, type AnswerShape } from './answer.ts'
import { answerDirectly } from './direct.ts'
import type { StopReason } from './events.ts'
import { LivingRepl } from './living-repl.ts'
import { type LoopAnswer, runLoop } from './loop.ts'
import { RunRepl } from './repl.ts'
import { type ModelRole, openScope, type Place, type RunScope, type Tree } from './scope.ts'
import { failure } from './span.ts'
import { answerSubCalls, type NestedTask } from './sub-calls.ts'
import type { Progress } from './turn.ts'

/** What a run resolves to. */
export interface RunResult<Value = string> {
  /** The answer's text. */
  answer: string
  /** The answer as `schema` reads it; without one, its text. */
  value: Value
  stopReason: StopReason
  /** Turns of the root loop, the forced last one not counted; 0 where one plain call answered. */
  iterations: number
  /** Calls, tokens and cost of the whole tree, as far as this run paid for them. */
  usage: Usage
  /** Of a resumed run: what its journal answered, which was paid for before. */
  replayed?: Usage | undefined
  durationMs: number
  /** As in the run's events. */
  runId: string
}

/** One run of the tree: the root's, or a nested one. */
export interface RunTask extends Place {
  query: string
  context: PreparedContext
  role: ModelRole
  /** The sub-call that a nested run answers. */
  parentId?: string | undefined
  /** What the answer must be. Default: any text. */
  shape?: AnswerShape | undefined
  /** TypeScript type of the context, to be shown to the model. */
  contextType?: string | undefined
  /** Query and context as a plain request, to be tried first. */
  direct?: readonly ChatMessage[] | undefined
  /** Where the run is one of a session: what it goes on with. */
  session?: SessionState | undefined
}

/** What the runs of a session share. */
export interface SessionState {
  repl: LivingRepl
  /** Queries and answers before this run. */
  earlier: readonly ChatMessage[]
  /** Contexts in the REPL, this run's included. */
  contexts: number
}

/** Runs one RLM to its end: an answer, or an `RLMError` that carries the usage and the partial answer. */
export async function run(tree: Tree, task: RunTask): Promise<RunResult<unknown>> {
  const startedAt = performance.now()
  const scope = openScope(tree, task)
  const progress = newProgress()
  scope.emit(startEvent(scope.id, task, await tree.hashContext?.(task.context.payload)))
  try {
    const { answer, stopReason } = await answerIn(scope, task, progress)
    const usage = scope.ledger.summary()
    scope.emit({ type: 'run-end', id: scope.id, answer: answer.text, stopReason, outcome: { ok: true }, usage })
    const durationMs = performance.now() - startedAt
    const { iterations } = progress
    return { answer: answer.text, value: answer.value, stopReason, iterations, usage, durationMs, runId: scope.id }
  } catch (error) {
    const failed = runError(error, task.signal, scope.ledger.summary(), progress)
    scope.emit({ type: 'run-end', id: scope.id, outcome: failure(failed), usage: scope.ledger.summary() })
    throw failed
  }
}

function newProgress(): Progress {
  return {
    iterations: 0,
    hasRun: false,
    askedToLook: false,
    candidate: undefined,
    lastText: undefined,
    misfit: undefined,
    limitTold: false,
  }
}

async function answerIn(scope: RunScope, task: RunTask, progress: Progress): Promise<LoopAnswer> {
  const { role, direct, shape = ANY_TEXT } = task
  const answer = direct && (await answerDirectly(scope, { messages: direct, role, shape }, progress))
  return answer === undefined ? loopIn(scope, task, { progress, shape }) : { answer, stopReason: 'direct' }
}

async function loopIn(
  scope: RunScope,
  { query, context, contextType, role, session }: RunTask,
  { progress, shape }: { progress: Progress; shape: AnswerShape },
): Promise<LoopAnswer> {
  const { openSandbox, tools } = scope.tree
  const living = session?.repl ?? new LivingRepl({ openSandbox, tools: tools?.names ?? [] })
  if (session === undefined) living.set({ name: 'context', payload: context.payload })
  const earlier = session?.earlier ?? []
  const answer = answerSubCalls(scope, (task) => runNested(scope, task))
  await using repl = new RunRepl(scope, { living, isOwn: session === undefined, earlier, answer })
  const facts = { contextType, session: session && { earlier: earlier.length / 2, contexts: session.contexts } }
  return await runLoop({ query, context, facts, role }, { scope, repl, progress, shape })
}

async function runNested({ tree, depth, ledger }: RunScope, task: NestedTask): Promise<string> {
  const context = prepareContext(task.context)
  const { answer } = await run(tree, { ...task, context, depth: depth + 1, ledger })
  return answer
}

function startEvent(id: string, { query, context, role, parentId }: RunTask, contextHash: string | undefined) {
  const { description, chars, preview } = context
  return {
    type: 'run-start',
    id,
    parentId,
    query,
    context: description,
    contextChars: chars,
    contextPreview: preview,
    contextHash,
    model: role.model,
  } as const
}

/** Every failure of a run leaves as an `RLMError` with what it had used and found. */
function runError(
  error: unknown,
  signal: AbortSignal,
  usage: Usage,
  { misfit, candidate, lastText }: Progress,
): RLMError {
  const partialAnswer = misfit?.text ?? candidate ?? lastText
  const known = signal.aborted ? abortedError(signal) : error
  if (known instanceof LimitError) {
    const { message, limit, allowed, spent, cause } = known
    return new LimitError(message, { limit, allowed, spent, cause, usage, partialAnswer })
  }
  if (known instanceof RLMError) {
    const { message, code, cause } = known
    return new RLMError(message, { code, cause: cause ?? error, usage, partialAnswer })
  }
  const message = `The run failed unexpectedly: ${reasonOf(error)}`
  return new RLMError(message, { code: 'internal', cause: error, usage, partialAnswer })
}
