import { type PreparedContext, prepareContext } from '../context/context.ts'
import { Ledger } from '../cost/ledger.ts'
import type { Usage } from '../cost/usage.ts'
import { abortedError, LimitError, RLMError } from '../errors.ts'
import type { StopReason } from './events.ts'
import { type LoopAnswer, runLoop } from './loop.ts'
import { RunRepl } from './repl.ts'
import { type ModelRole, openScope, type RunScope, type Tree } from './scope.ts'
import { failure } from './span.ts'
import { answerSubCalls, type NestedTask } from './sub-calls.ts'
import type { Progress } from './turn.ts'

/** What a run resolves to. */
export interface RunResult {
  /** The answer's text. */
  answer: string
  stopReason: StopReason
  /** Turns of the root loop, the forced last one not counted. */
  iterations: number
  /** Calls, tokens and cost of the whole tree. */
  usage: Usage
  durationMs: number
  /** As in the run's events. */
  runId: string
}

/** One run of the tree: the root's, or a nested one. */
export interface RunTask {
  query: string
  context: PreparedContext
  role: ModelRole
  depth: number
  signal: AbortSignal
  /** Where costs go besides the run's own ledger: the parent run's, and at the root the instance's. */
  ledger: Ledger
  /** The sub-call that a nested run answers. */
  parentId?: string | undefined
}

/** Runs one RLM to its end: an answer, or an `RLMError` that carries the usage and the partial answer. */
export async function run(tree: Tree, task: RunTask): Promise<RunResult> {
  const startedAt = performance.now()
  const scope = openScope(tree, task)
  const progress: Progress = {
    iterations: 0,
    hasRun: false,
    askedToLook: false,
    candidate: undefined,
    lastText: undefined,
    limitTold: false,
  }
  scope.emit(startEvent(scope.id, task))
  try {
    const { answer, stopReason } = await loopIn(scope, task, progress)
    const usage = scope.ledger.summary()
    scope.emit({ type: 'run-end', id: scope.id, answer, stopReason, outcome: { ok: true }, usage })
    const durationMs = performance.now() - startedAt
    return { answer, stopReason, iterations: progress.iterations, usage, durationMs, runId: scope.id }
  } catch (error) {
    const failed = runError(error, task.signal, scope.ledger.summary(), progress)
    scope.emit({ type: 'run-end', id: scope.id, outcome: failure(failed), usage: scope.ledger.summary() })
    throw failed
  }
}

async function loopIn(scope: RunScope, { query, context, role }: RunTask, progress: Progress): Promise<LoopAnswer> {
  const answer = answerSubCalls(scope, (task) => runNested(scope, task))
  await using repl = new RunRepl(scope, context.payload, answer)
  return await runLoop({ query, context, role }, { scope, repl, progress })
}

async function runNested({ tree, depth, ledger }: RunScope, task: NestedTask): Promise<string> {
  const context = prepareContext(task.context)
  const { answer } = await run(tree, { ...task, context, depth: depth + 1, ledger })
  return answer
}

function startEvent(id: string, { query, context, role, parentId }: RunTask) {
  return { type: 'run-start', id, parentId, query, context: context.description, model: role.model } as const
}

/** Every failure of a run leaves as an `RLMError` with what it had used and found. */
function runError(error: unknown, signal: AbortSignal, usage: Usage, { candidate, lastText }: Progress): RLMError {
  const partialAnswer = candidate ?? lastText
  const known = signal.aborted ? abortedError(signal) : error
  if (known instanceof LimitError) {
    const { message, limit, allowed, spent, cause } = known
    return new LimitError(message, { limit, allowed, spent, cause, usage, partialAnswer })
  }
  if (known instanceof RLMError) {
    const { message, code, cause } = known
    return new RLMError(message, { code, cause: cause ?? error, usage, partialAnswer })
  }
  const message = `The run failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`
  return new RLMError(message, { code: 'internal', cause: error, usage, partialAnswer })
}
