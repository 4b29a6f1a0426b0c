import { throwIfAborted } from '../errors.ts'
import type { BlockResult, ContextPayload, Sandbox, SubCallHandler } from '../sandbox/sandbox.ts'
import type { RunScope } from './scope.ts'

/** A run's REPL: starts at once, is replaced after a loss, is killed on abort, and ends with the run. */
export class RunRepl {
  readonly #scope: RunScope
  readonly #context: ContextPayload
  readonly #answer: SubCallHandler
  readonly #kill = (): void => void this.#sandbox?.close()
  /** Settles when the context is loaded. */
  #loaded: Promise<Sandbox>
  /** Known as soon as the process runs, so that an abort can kill it while it loads. */
  #sandbox: Sandbox | undefined
  #ended = false

  constructor(scope: RunScope, context: ContextPayload, answer: SubCallHandler) {
    this.#scope = scope
    this.#context = context
    this.#answer = answer
    scope.signal.addEventListener('abort', this.#kill, { once: true })
    this.#loaded = this.#start()
  }

  /** Resolves when the context is loaded; rejects with an `RLMError` where no safe sandbox can hold it. */
  async ready(): Promise<void> {
    await this.#loaded
  }

  /** Runs one block. A sandbox that dies of it is replaced: the context is loaded again, the variables are gone. */
  async runBlock(source: string): Promise<BlockResult> {
    const sandbox = await this.#loaded
    const result = await sandbox.runBlock(source)
    throwIfAborted(this.#scope.signal)
    if (result.lost !== undefined) await this.#replace(sandbox, result.lost.message)
    return result
  }

  /** Resolves when nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    this.#scope.signal.removeEventListener('abort', this.#kill)
    await this.#sandbox?.close()
    await this.#loaded.catch(() => {})
  }

  async #replace(lost: Sandbox, reason: string): Promise<void> {
    this.#scope.emit({ type: 'sandbox-restart', reason })
    await lost.close()
    this.#loaded = this.#start()
    await this.#loaded
  }

  #start(): Promise<Sandbox> {
    const loaded = this.#openAndLoad()
    // Whoever needs the sandbox sees the rejection; until then it must not count as unhandled.
    loaded.catch(() => {})
    return loaded
  }

  async #openAndLoad(): Promise<Sandbox> {
    throwIfAborted(this.#scope.signal)
    const sandbox = await this.#scope.tree.openSandbox(this.#answer, this.#context)
    this.#sandbox = sandbox
    try {
      throwIfAborted(this.#scope.signal)
      if (!this.#ended) await sandbox.loadContext(this.#context)
      return sandbox
    } catch (error) {
      throwIfAborted(this.#scope.signal)
      throw error
    } finally {
      if (this.#ended || this.#scope.signal.aborted) await sandbox.close()
    }
  }
}
