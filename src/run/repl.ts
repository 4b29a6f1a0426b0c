import { throwIfAborted } from '../errors.ts'
import type { BlockResult, ContextPayload, Sandbox, SubCallHandler, SubCallReply } from '../sandbox/sandbox.ts'
import type { ChatMessage } from '../model/client.ts'
import type { RunScope } from './scope.ts'
import type { SubCallAnswerer } from './sub-calls.ts'

/** A run's REPL: starts at once, is replaced after a loss, is killed on abort, and ends with the run. */
export class RunRepl {
  readonly #scope: RunScope
  readonly #context: ContextPayload
  /** Once there is one, every sandbox has it. */
  #history: ContextPayload | undefined
  readonly #answer: SubCallAnswerer
  readonly #kill = (): void => void this.#sandbox?.close()
  /** Settles when the context is loaded. */
  #loaded: Promise<Sandbox>
  /** Known as soon as the process runs, so that an abort can kill it while it loads. */
  #sandbox: Sandbox | undefined
  readonly #ended = new AbortController()
  /** Aborts with the run, and when it ends. */
  readonly #signal: AbortSignal
  /** The block that runs now, and its calls that have not settled; aborted ones take a moment. */
  #blockId = ''
  readonly #calls = new Set<Promise<SubCallReply>>()

  constructor(scope: RunScope, context: ContextPayload, answer: SubCallAnswerer) {
    this.#scope = scope
    this.#context = context
    this.#answer = answer
    this.#signal = AbortSignal.any([scope.signal, this.#ended.signal])
    this.#signal.addEventListener('abort', this.#kill, { once: true })
    this.#loaded = this.#start()
  }

  /** Resolves when the context is loaded; rejects with an `RLMError` where no safe sandbox can hold it. */
  async ready(): Promise<void> {
    await this.#loaded
  }

  /** Runs one block until `stop` aborts. A sandbox that dies of it is replaced: the context is loaded again, the variables are gone. */
  async runBlock(source: string, { id, stop }: { id: string; stop: AbortSignal }): Promise<BlockResult> {
    const sandbox = await this.#loaded
    this.#blockId = id
    const onOutput = (text: string): void => this.#scope.emit({ type: 'block-output', id, text })
    const result = await sandbox.runBlock(source, { onOutput, stop })
    await Promise.allSettled(this.#calls)
    throwIfAborted(this.#scope.signal)
    if (result.lost !== undefined) await this.#replace(sandbox, result.lost.message)
    return result
  }

  /** Sets the variable `history` to what was said so far. */
  async loadHistory(messages: readonly ChatMessage[]): Promise<void> {
    this.#history = { kind: 'json', text: JSON.stringify(messages) }
    const sandbox = await this.#loaded
    await sandbox.load('history', this.#history)
  }

  /** Resolves when nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort()
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
    const signal = this.#signal
    throwIfAborted(signal)
    const sandbox = await this.#scope.tree.openSandbox(this.#answerCall, { context: this.#context, signal })
    this.#sandbox = sandbox
    try {
      throwIfAborted(signal)
      await sandbox.load('context', this.#context)
      if (this.#history !== undefined) await sandbox.load('history', this.#history)
      return sandbox
    } catch (error) {
      throwIfAborted(signal)
      throw error
    } finally {
      if (signal.aborted) await sandbox.close()
    }
  }
}
