import type { Usage } from './cost/usage.ts'
import { type Instance, openInstance } from './assembly/instance.ts'
import type { Start } from './assembly/start.ts'
import { resolveOptions, type RLMOptions } from './options.ts'
import { assertOptions, RESUME_OPTIONS } from './options-schema.ts'
import { LivingRepl } from './run/living-repl.ts'
import type { RunResult } from './run/run.ts'
import { type RunStream, streamRun } from './run/run-stream.ts'
import { checkRun, type ResumeOptions, type RunOptions, type RunRequest } from './run-options.ts'
import { openSession, type Session } from './session.ts'

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
  readonly #instance: Instance

  /**
   * @param options see `RLMOptions`; the key comes from `OPENAI_API_KEY` where none is given.
   * @throws TypeError for a wrong or unknown option, and where there is no key.
   */
  constructor(options: RLMOptions = {}) {
    this.#instance = openInstance(resolveOptions(options, process.env))
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
  async completion<Value>(context: unknown, query?: string, options: RunOptions<Value> = {}): Promise<string> {
    const { answer } = await this.run(context, query, options)
    return answer
  }

  /** The same as `completion`, with how the answer came about; with a `schema`, its `value` is what that makes of it. */
  async run<Value = string>(
    context: unknown,
    query?: string,
    options: RunOptions<Value> = {},
  ): Promise<RunResult<Value>> {
    return this.#start(checkRun(context, query, options))
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
  stream<Value = string>(context: unknown, query?: string, options: RunOptions<Value> = {}): RunStream<Value> {
    const request = checkRun(context, query, options)
    return streamRun((listening) => this.#start(request, listening))
  }

  /**
   * Goes on with a run that ended before its time: what its journal holds is not paid for again. Its blocks run again,
   * with the recorded answers, clock and random numbers; tools that were called are not called again. The journal grows on.
   *
   * @param journal path of the file that `run` was given as `journal`.
   * @throws TypeError for a context, query or option that is not that of the journal, before any model is called.
   * @throws RLMError with code `'storage'` for a file that is no journal, and as `run` does.
   */
  async resume<Value = string>(journal: string, options: ResumeOptions<Value>): Promise<RunResult<Value>> {
    assertOptions(RESUME_OPTIONS, options)
    const { context, query, onError, ...runOptions } = options
    const request = checkRun(context, query, runOptions)
    return this.#start(request, { resume: { path: journal, onError, query } })
  }

  /** Several completions over one living REPL. Close it when it is no longer needed, or declare it with `await using`. */
  session(): Session {
    const { openSandbox, tools } = this.#instance
    const repl = new LivingRepl({ openSandbox, tools: tools?.names ?? [] })
    return openSession(repl, (request, session, signal) => this.#start(request, { session, signal }))
  }

  /** Calls, tokens and cost of all runs since the last `reset()`, those in flight included. */
  costSummary(): Usage {
    return this.#instance.ledger.summary()
  }

  /** Starts the cost summary anew. Runs in flight go on. */
  reset(): void {
    this.#instance.ledger.reset()
  }

  /** What only runs need is loaded with the first one. */
  async #start<Value>(request: RunRequest<Value>, start?: Start): Promise<RunResult<Value>> {
    const { startRun } = await import('./assembly/start.ts')
    return startRun(this.#instance, request, start)
  }
}
