import { throwIfAborted } from '../errors.ts'
import type { BlockResult, ContextPayload, Sandbox, SubCallHandler, SubCallReply } from '../sandbox/sandbox.ts'
import type { RunScope } from './scope.ts'
import type { SubCallAnswerer } from './sub-calls.ts'

/** A run's REPL: starts at once, is replaced after a loss, is killed on abort, and ends with the run. */
export class RunRepl {
  readonly #scope: RunScope
  readonly #context: ContextPayload
  readonly #answer: SubCallAnswerer
  readonly #kill = (): void => void this.#sandbox?.close()
  /** Settles when the context is loaded. */
  #loaded: Promise<Sandbox>
  /** Known as soon as the process runs, so that an abort can kill it while it loads. */
  #sandbox: Sandbox | undefined
  #ended = false
  /** The block that runs now, and its calls that have not settled; aborted ones take a moment. */
  #blockId = ''
  readonly #calls = new Set<Promise<SubCallReply>>()

  constructor(scope: RunScope, context: ContextPayload, answer: SubCallAnswerer) {
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
  async runBlock(source: string, blockId: string): Promise<BlockResult> {
    const sandbox = await this.#loaded
    this.#blockId = blockId
    const onOutput = (text: string): void => this.#scope.emit({ type: 'block-output', id: blockId, text })
    const result = await sandbox.runBlock(source, { onOutput })
    await Promise.allSettled(this.#calls)
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

  readonly #answerCall: SubCallHandler = (request, signal) => {
    const call = this.#answer(request, { signal, blockId: this.#blockId })
    const forget = (): void => void this.#calls.delete(call)
    this.#calls.add(call)
    call.then(forget, forget)
    return call
  }

  #start(): Promise<Sandbox> {
    const loaded = this.#openAndLoad()
    // Whoever needs the sandbox sees the rejection; until then it must not count as unhandled.
    loaded.catch(() => {})
    return loaded
  }

  async #openAndLoad(): Promise<Sandbox> {
    throwIfAborted(this.#scope.signal)
    const sandbox = await this.#scope.tree.openSandbox(this.#answerCall, this.#context)
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
