import { throwIfAborted } from '../errors.ts'
import type { ChatMessage } from '../model/client.ts'
import type { BlockResult, Sandbox, SubCallHandler, SubCallReply } from '../sandbox/sandbox.ts'
import type { LivingRepl } from './living-repl.ts'
import type { RunScope } from './scope.ts'
import type { SubCallAnswerer } from './sub-calls.ts'

/** What a run's REPL is made of. */
export interface RunReplOptions {
  living: LivingRepl
  /** Whether it ends with the run. */
  isOwn: boolean
  /** What was said before this run, which `history` begins with. */
  earlier: readonly ChatMessage[]
  answer: SubCallAnswerer
}

/** A run's REPL: starts at once, is replaced after a loss, and is killed on abort. */
export class RunRepl {
  readonly #scope: RunScope
  readonly #options: RunReplOptions
  /** Settles when everything is loaded. */
  #opened: Promise<Sandbox>
  readonly #ended = new AbortController()
  /** Aborts with the run, and when it ends and its REPL with it. */
  readonly #signal: AbortSignal
  readonly #kill = (): void => void this.#options.living.close()
  /** The block that runs now, and its calls that have not settled; aborted ones take a moment. */
  #blockId = ''
  readonly #calls = new Set<Promise<SubCallReply>>()

  constructor(scope: RunScope, options: RunReplOptions) {
    this.#scope = scope
    this.#options = options
    this.#signal = AbortSignal.any([scope.signal, this.#ended.signal])
    this.#signal.addEventListener('abort', this.#kill, { once: true })
    options.living.answer = this.#answerCall
    this.#opened = this.#open()
  }

  /** Resolves when the context is loaded; rejects with an `RLMError` where no safe sandbox can hold it. */
  async ready(): Promise<void> {
    await this.#opened
  }

  /** Runs one block until `stop` aborts. A sandbox that dies of it is replaced: the context is loaded again, the variables are gone. */
  async runBlock(source: string, { id, stop }: { id: string; stop: AbortSignal }): Promise<BlockResult> {
    const { emit, memory, signal } = this.#scope
    const sandbox = await this.#opened
    this.#blockId = id
    const onOutput = (text: string): void => emit({ type: 'block-output', id, text })
    const replay = memory.replayOf(source, () => emit({ type: 'replay-divergence', message: NO_SUCH_ORDER }))
    const result = await sandbox.runBlock(source, { onOutput, stop, replay })
    await Promise.allSettled(this.#calls)
    throwIfAborted(signal)
    if (result.lost !== undefined) await this.#replace(result.lost.message)
    return result
  }

  /** Sets the variable `history` to what was said so far. */
  async loadHistory(messages: readonly ChatMessage[]): Promise<void> {
    const { living, earlier } = this.#options
    living.set({ name: 'history', payload: { kind: 'json', text: JSON.stringify([...earlier, ...messages]) } })
    const sandbox = await this.#opened
    // Of what a sandbox took with it that has died meanwhile, the next block's result tells; then it is replaced.
    if (sandbox.isLost) return
    this.#opened = this.#open()
    await this.#opened
  }

  /** Resolves when nothing of it is left but what its owner keeps. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { living, isOwn } = this.#options
    if (isOwn) this.#ended.abort()
    await this.#opened.catch(() => {})
    this.#signal.removeEventListener('abort', this.#kill)
    if (isOwn || this.#signal.aborted) await living.close()
    living.answer = undefined
  }

  async #replace(reason: string): Promise<void> {
    this.#scope.emit({ type: 'sandbox-restart', reason })
    await this.#options.living.close()
    this.#opened = this.#open()
    await this.#opened
  }

  readonly #answerCall: SubCallHandler = (request, signal) => {
    const call = this.#options.answer(request, { signal, blockId: this.#blockId })
    const forget = (): void => void this.#calls.delete(call)
    this.#calls.add(call)
    call.then(forget, forget)
    return call
  }

  #open(): Promise<Sandbox> {
    const opened = this.#options.living.open(this.#signal)
    // Whoever needs the sandbox sees the rejection; until then it must not count as unhandled.
    opened.catch(() => {})
    return opened
  }
}

const NO_SUCH_ORDER =
  'A block has left the path of its journal: the answers of its calls come as they arrive from here on.'
