import { throwIfAborted } from '../errors.ts'
import type { ContextPayload, OpenSandbox, Sandbox, SubCallHandler } from '../sandbox/sandbox.ts'

/** A variable that the host sets. */
interface Load {
  name: string
  payload: ContextPayload
  appendTo?: string | undefined
}

/** What a `LivingRepl` is opened with. */
export interface LivingReplOptions {
  openSandbox: OpenSandbox
  /** Names of the tools that blocks can call. */
  tools: readonly string[]
}

/**
 * A sandbox and everything that was ever loaded into it, so that another can take its place. It lives as long as its
 * owner: a run, or a session of many.
 */
export class LivingRepl {
  readonly #options: LivingReplOptions
  /** In the order in which they are loaded; of each name without a list, the newest. */
  #loads: Load[] = []
  /** Those that the sandbox does not have yet. */
  #missing: Load[] = []
  /** Known as soon as the process runs, so that it can be killed while it loads. */
  #sandbox: Sandbox | undefined
  /** Settles when the sandboxes that were closed are gone. */
  #closed: Promise<unknown> = Promise.resolve()
  /** Answers the calls of blocks: those of the run that uses the REPL now. */
  answer: SubCallHandler | undefined

  constructor(options: LivingReplOptions) {
    this.#options = options
  }

  /** Has a variable set at the next `open`. With `appendTo`, also as the last element of that list. */
  set(load: Load): void {
    const isStale = ({ name, appendTo }: Load): boolean => appendTo === undefined && name === load.name
    this.#loads = [...this.#loads.filter((earlier) => !isStale(earlier)), load]
    this.#missing = [...this.#missing.filter((earlier) => !isStale(earlier)), load]
  }

  /**
   * The sandbox with everything loaded; a new one where there is none or where it is lost. One that was opened for less
   * may have no room for what has come since: another is tried, which has.
   */
  async open(signal: AbortSignal): Promise<Sandbox> {
    throwIfAborted(signal)
    if (this.#sandbox?.isLost === true) await this.close()
    const isOld = this.#sandbox !== undefined
    this.#sandbox ??= await this.#start(signal)
    const sandbox = this.#sandbox
    try {
      throwIfAborted(signal)
      await this.#loadInto(sandbox)
      return sandbox
    } catch (error) {
      throwIfAborted(signal)
      if (!isOld || !sandbox.isLost) throw error
      return await this.open(signal)
    } finally {
      if (signal.aborted) await this.close()
    }
  }

  /** Kills the sandbox at once, and resolves when nothing of it is left. The next `open` starts another. */
  async close(): Promise<void> {
    const sandbox = this.#sandbox
    this.#sandbox = undefined
    this.#closed = Promise.all([this.#closed, sandbox?.close()])
    await this.#closed
  }

  async #loadInto(sandbox: Sandbox): Promise<void> {
    for (let load = this.#missing[0]; load !== undefined; load = this.#missing[0]) {
      await sandbox.load(load.name, load.payload, { appendTo: load.appendTo })
      this.#missing.shift()
    }
  }

  #start(signal: AbortSignal): Promise<Sandbox> {
    const { openSandbox, tools } = this.#options
    const contextChars = this.#loads.reduce((chars, { payload }) => chars + payload.text.length, 0)
    this.#missing = [...this.#loads]
    return openSandbox((request, aborted) => this.#answerCall(request, aborted), { contextChars, tools, signal })
  }

  readonly #answerCall: SubCallHandler = async (request, signal) => {
    if (this.answer === undefined) throw new Error('The run that this block belongs to has ended.')
    return this.answer(request, signal)
  }
}
