import { limitFunction } from 'p-limit'
import { untilAborted } from './abort.ts'
import type { PreparedContext } from './context/context.ts'
import { throwIfAborted } from './errors.ts'
import type { ChatMessage } from './model/client.ts'
import { assertOptions, SESSION_RUN_OPTIONS } from './options-schema.ts'
import { checkSessionRun, type RunRequest, type SessionRunOptions } from './run-options.ts'
import type { LivingRepl } from './run/living-repl.ts'
import type { RunResult, SessionState } from './run/run.ts'

/** Starts a run of a session. */
export type StartInSession = <Value>(
  request: RunRequest<Value>,
  session: SessionState,
  signal: AbortSignal,
) => Promise<RunResult<Value>>

/**
 * Several completions over one living REPL: variables stay, every context is an element of `contexts` and the newest one
 * `context`, and earlier queries and answers are chat messages in `history`. Each run has a conversation and limits of its
 * own. Runs that are asked for at once run one after the other.
 *
 * @example
 * ```ts
 * await using session = rlm.session()
 * await session.completion(logs, 'Which service failed first?')
 * await session.completion(undefined, 'And which one next?')
 * ```
 */
export interface Session extends AsyncDisposable {
  /** The same as `rlm.completion`; with `context` left `undefined`, over what the session has. */
  completion<Value>(context: unknown, query?: string, options?: SessionRunOptions<Value>): Promise<string>
  /**
   * The same as `rlm.run`; with `context` left `undefined`, over what the session has.
   *
   * @throws TypeError for a context or query that cannot be used, and in a session without a context.
   */
  run<Value = string>(context: unknown, query?: string, options?: SessionRunOptions<Value>): Promise<RunResult<Value>>
  /** Ends the session: a run in flight is aborted. Resolves when nothing of it is left. */
  close(): Promise<void>
}

/** Opens a session over a REPL of its own. */
export function openSession(repl: LivingRepl, start: StartInSession): Session {
  return new ReplSession(repl, start)
}

class ReplSession implements Session {
  readonly #repl: LivingRepl
  readonly #start: StartInSession
  readonly #closed = new AbortController()
  readonly #oneByOne = limitFunction((work: () => Promise<unknown>) => work(), { concurrency: 1 })
  readonly #earlier: ChatMessage[] = []
  #newest: PreparedContext | undefined
  #contexts = 0

  constructor(repl: LivingRepl, start: StartInSession) {
    this.#repl = repl
    this.#start = start
  }

  async completion<Value>(context: unknown, query?: string, options: SessionRunOptions<Value> = {}): Promise<string> {
    const { answer } = await this.run(context, query, options)
    return answer
  }

  async run<Value = string>(
    context: unknown,
    query?: string,
    options: SessionRunOptions<Value> = {},
  ): Promise<RunResult<Value>> {
    assertOptions(SESSION_RUN_OPTIONS, options)
    return this.#inTurn(() => this.#run(context, query, options), options.signal)
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('The session was closed.'))
    await this.#oneByOne(() => this.#repl.close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** What is aborted while it waits for its turn rejects at once, and leaves the session as it is. */
  async #inTurn<Value>(work: () => Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
    const turn = Promise.withResolvers<void>()
    const done = this.#oneByOne(() => {
      turn.resolve()
      throwIfAborted(signal)
      return work()
    }) as Promise<Value>
    done.catch(() => {})
    await untilAborted(turn.promise, signal)
    return done
  }

  async #run<Value>(
    given: unknown,
    query: string | undefined,
    options: SessionRunOptions<Value>,
  ): Promise<RunResult<Value>> {
    const request = checkSessionRun(given, query, { options, known: this.#newest })
    if (request.context !== this.#newest) this.#add(request.context)
    this.#setHistory()
    const session = { repl: this.#repl, earlier: [...this.#earlier], contexts: this.#contexts }
    const result = await this.#start(request, session, this.#closed.signal)
    this.#earlier.push({ role: 'user', content: request.query }, { role: 'assistant', content: result.answer })
    return result
  }

  #add(context: PreparedContext): void {
    this.#repl.set({ name: 'context', payload: context.payload, appendTo: 'contexts' })
    this.#newest = context
    this.#contexts += 1
  }

  #setHistory(): void {
    if (this.#earlier.length === 0) return
    this.#repl.set({ name: 'history', payload: { kind: 'json', text: JSON.stringify(this.#earlier) } })
  }
}
