import { randomUUID } from 'node:crypto'
import { prepareContext } from './context/context.ts'
import { checkQuery } from './context/query.ts'
import { Budget } from './cost/budget.ts'
import { contextWindowOf } from './cost/context-window.ts'
import { Ledger } from './cost/ledger.ts'
import type { Usage } from './cost/usage.ts'
import { runLog } from './log.ts'
import type { ModelClient } from './model/client.ts'
import { Gate } from './model/gate.ts'
import { openAIClient } from './model/openai.ts'
import { withRetries } from './model/retry.ts'
import { type ResolvedOptions, resolveOptions, type RLMOptions } from './options.ts'
import type { RunEvent } from './run/events.ts'
import { run, type RunResult, type RunTask } from './run/run.ts'
import { type RunStream, streamRun } from './run/run-stream.ts'
import type { Tree } from './run/scope.ts'
import { openChildSandbox } from './sandbox/host.ts'
import type { OpenSandbox } from './sandbox/sandbox.ts'

/** UTF-16, the wider of the two forms that V8 keeps strings in. */
const BYTES_PER_CHARACTER = 2

/** Options of one run. */
export interface RunOptions {
  /** Ends the run: the sandbox is killed and calls in flight are aborted at once. */
  signal?: AbortSignal | undefined
  /** Receives the run's events in order; what it throws becomes a process warning, once, and does not stop the run. */
  onEvent?: ((event: RunEvent) => void) | undefined
}

type Listener = (event: RunEvent) => void
type Listeners = readonly (Listener | undefined)[]

/** A query and its context, checked. */
type PreparedTask = Pick<RunTask, 'query' | 'context'>

/**
 * A Recursive Language Model (arXiv 2512.24601): answers queries over contexts far larger than a model's window. The
 * context stays outside the prompt, as a variable in a sandboxed REPL that the root LM drives. One instance serves
 * many runs at once.
 *
 * @example
 * ```ts
 * const rlm = new RLM({ model: 'gpt-5.4', recursiveModel: 'gpt-5.4-mini' })
 * const answer = await rlm.completion(logs, 'Which service failed first?')
 * ```
 */
export class RLM {
  readonly #options: ResolvedOptions
  /** Behind the gate, whose slots are held by attempts at calls, not by the waits between them. */
  readonly #client: ModelClient
  readonly #ledger: Ledger

  /**
   * @param options see `RLMOptions`; the key comes from `OPENAI_API_KEY` where none is given.
   * @throws TypeError for a wrong or unknown option, and where there is no key.
   */
  constructor(options: RLMOptions = {}) {
    this.#options = resolveOptions(options, process.env)
    this.#client = new Gate(this.#options).limit(connect(this.#options))
    this.#ledger = new Ledger(this.#options)
  }

  /**
   * Answers `query` over `context`.
   *
   * @param context a string, any JSON-like value, or a list of chat messages.
   * @param query default: read the context and answer what it asks, so that `completion(prompt)` is a drop-in.
   * @returns the answer's text.
   * @throws TypeError for a context or query that cannot be used, before any model is called.
   * @throws RLMError when the run fails; it carries `code`, `usage` and `partialAnswer`.
   */
  async completion(context: unknown, query?: string, options: RunOptions = {}): Promise<string> {
    const { answer } = await this.run(context, query, options)
    return answer
  }

  /** The same as `completion`, with how the answer came about. */
  async run(context: unknown, query?: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#start(prepareTask(context, query), options.signal, [options.onEvent])
  }

  /**
   * The same as `run`, as an async iterable of its events; the last one is the `run-end` of the outermost run. It starts
   * at once. Leaving the loop early aborts it.
   *
   * @throws TypeError for a context or query that cannot be used.
   *
   * @example
   * ```ts
   * for await (const event of rlm.stream(logs, 'Which service failed first?')) {
   *   if (event.type === 'model-call-delta') process.stdout.write(event.text)
   * }
   * ```
   */
  stream(context: unknown, query?: string, options: RunOptions = {}): RunStream {
    const task = prepareTask(context, query)
    return streamRun(({ onEvent, signal }) =>
      this.#start(task, eitherSignal(signal, options.signal), [onEvent, options.onEvent]),
    )
  }

  /** Calls, tokens and cost of all runs since the last `reset()`, those in flight included. */
  costSummary(): Usage {
    return this.#ledger.summary()
  }

  /** Starts the cost summary anew. Runs in flight go on. */
  reset(): void {
    this.#ledger.reset()
  }

  async #start(task: PreparedTask, signal: AbortSignal | undefined, listeners: Listeners): Promise<RunResult> {
    const startedAt = performance.now()
    using budget = new Budget(this.#options.limits, { ...this.#options, startedAt })
    const tree = this.#plantTree(budget, { startedAt, listeners })
    const root = { role: tree.root, depth: 0, ledger: this.#ledger, signal: eitherSignal(budget.ended, signal) }
    return await run(tree, { ...task, ...root })
  }

  #plantTree(budget: Budget, { startedAt, listeners }: { startedAt: number; listeners: Listeners }): Tree {
    const { model, recursiveModel, modelOptions, recursiveModelOptions, ...options } = this.#options
    return {
      client: this.#client,
      retrying: (client) => withRetries(client, { maxRetries: options.maxRetries, isPaced: true }),
      budget,
      contextWindowOf: (name) => windowOf(name, options.contextWindow),
      openSandbox: opening(this.#options),
      root: { model, options: modelOptions },
      subCalls: { model: recursiveModel, options: recursiveModelOptions },
      maxIterations: options.maxIterations,
      maxDepth: options.maxDepth,
      customPrompt: options.customPrompt,
      listener: guarded([...listeners, options.enableLogging ? runLog(process.stderr) : undefined]),
      startedAt,
      cacheKey: randomUUID(),
    }
  }
}

function prepareTask(context: unknown, query: string | undefined): PreparedTask {
  return { query: checkQuery(query), context: prepareContext(context) }
}

function eitherSignal(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return second === undefined ? first : AbortSignal.any([first, second])
}

function connect({ endpoint, timeoutMs, headers }: ResolvedOptions): ModelClient {
  return 'modelClient' in endpoint ? endpoint.modelClient : openAIClient({ ...endpoint, timeoutMs, headers })
}

function opening({ sandbox }: ResolvedOptions): OpenSandbox {
  return (answer, { context: { text }, signal }) =>
    openChildSandbox({ ...sandbox, contextBytes: text.length * BYTES_PER_CHARACTER }, answer, signal)
}

function windowOf(model: string, given: ResolvedOptions['contextWindow']): number | undefined {
  if (typeof given === 'number') return given
  return Object.hasOwn(given, model) ? given[model] : contextWindowOf(model)
}

/** Tells every listener; the first exception of a run becomes a process warning, so that a fault is seen and harmless. */
function guarded(listeners: Listeners): Listener {
  let hasWarned = false
  const tell = (listener: Listener | undefined, event: RunEvent): void => {
    try {
      listener?.(event)
    } catch (error) {
      if (!hasWarned) process.emitWarning(`An onEvent listener threw: ${String(error)}`, 'RLMWarning')
      hasWarned = true
    }
  }
  return (event) => listeners.forEach((listener) => tell(listener, event))
}
