import { availableParallelism } from 'node:os'
import { untilAborted } from '../abort.ts'
import { RLMError, throwIfAborted } from '../errors.ts'
import { type BlockMessage, BlockRun } from './block-run.ts'
import { ChildLink } from './child-link.ts'
import type { KeepCodeCache } from './code-cache.ts'
import { assertLoadable, type LoadNames, payloadPieces } from './context-stream.ts'
import { guardHost } from './host-guards.ts'
import { launchChild } from './launch.ts'
import { type ChildSandboxOptions, type SandboxLimits, sandboxLimits } from './limits.ts'
import { causeOfExit, type ChildExit, type LossCause } from './loss.ts'
import { watchResidentMemory } from './memory-watch.ts'
import { residentLimitMb } from './process-limits.ts'
import type { ChildMessage } from './protocol.ts'
import { assertReplayStart } from './replay-start.ts'
import type {
  BlockOptions,
  BlockResult,
  ContextPayload,
  Sandbox,
  SandboxLoss,
  SubCallHandler,
  SubCallRequest,
} from './sandbox.ts'
import { StartLine } from './start-line.ts'
import { type SystemFeatures, systemFeatures } from './system-features.ts'
import { WireViolation } from './wire-violation.ts'

export type { ChildSandboxOptions } from './limits.ts'

/** Generous, as two hundred may start at once on a small machine. */
const START_TIMEOUT_MS = 120_000

/** Enough to keep every processor at work; more starts at once only make all late. */
const STARTS_PER_PROCESSOR = 4

/**
 * Opens a REPL in a child process without permissions, environment or network; `answer` answers its model calls.
 * Rejects with an `RLMError` of code `'sandbox'` where the child cannot be started, or not safely, and of code
 * `'aborted'` when the signal aborts before it has started.
 */
export async function openChildSandbox(
  options: ChildSandboxOptions,
  answer: SubCallHandler,
  signal?: AbortSignal,
): Promise<Sandbox> {
  const limits = sandboxLimits(options)
  const system = { ...(await untilAborted(systemFeatures(), signal)), ...options.system }
  return startLine.start(() => startChild({ options, limits, system, answer }, signal), signal)
}

/** The process's own, since a fork holds up its one event loop, whoever asks for it. */
const startLine = new StartLine(STARTS_PER_PROCESSOR * availableParallelism())

/** What a sandbox is started with. */
interface Start {
  options: ChildSandboxOptions
  limits: SandboxLimits
  system: SystemFeatures
  answer: SubCallHandler
}

async function startChild({ options, limits, system, answer }: Start, signal?: AbortSignal): Promise<Sandbox> {
  const { process, keepCodeCache } = await launchChild({
    limits,
    system,
    tools: options.tools,
    program: options.program,
  })
  const sandbox = new ChildSandbox({
    link: new ChildLink(process),
    limits,
    system,
    answer,
    tools: options.tools,
    keepCodeCache,
  })
  const close = (): void => void sandbox.close()
  signal?.addEventListener('abort', close)
  try {
    if (signal?.aborted === true) close()
    await sandbox.ready
    return sandbox
  } catch (error) {
    throwIfAborted(signal)
    throw error
  } finally {
    signal?.removeEventListener('abort', close)
  }
}

/** Something that waits for one message of the child, or for its end. */
interface Expectation<Message> {
  resolve(message: Message): void
  reject(error: RLMError): void
}

/** What a `ChildSandbox` is made of. */
interface ChildSandboxParts {
  link: ChildLink
  limits: SandboxLimits
  system: SystemFeatures
  answer: SubCallHandler
  tools: readonly string[] | undefined
  keepCodeCache: KeepCodeCache | undefined
}

class ChildSandbox implements Sandbox {
  /** Resolves when the child serves; rejects where it ends before. */
  readonly ready: Promise<void>
  readonly #link: ChildLink
  readonly #limits: SandboxLimits
  readonly #system: SystemFeatures
  readonly #answer: SubCallHandler
  readonly #tools: ReadonlySet<string>
  readonly #gone: Promise<void>
  #keepCodeCache: KeepCodeCache | undefined
  #ready: Expectation<void> | undefined
  #load: Expectation<{ error?: string | undefined }> | undefined
  #block: BlockRun | undefined
  #blocks = 0
  #variables: string[] = []
  #loss: SandboxLoss | undefined
  /** A loss that no block was there to tell of. */
  #untoldLoss: SandboxLoss | undefined

  constructor({ link, limits, system, answer, tools, keepCodeCache }: ChildSandboxParts) {
    this.#link = link
    this.#limits = limits
    this.#system = system
    this.#answer = answer
    this.#tools = new Set(tools)
    this.#keepCodeCache = keepCodeCache
    this.#gone = this.#watchEnd()
    this.ready = this.#awaitReady()
    link.listen((message) => this.#receive(message))
  }

  get isLost(): boolean {
    return this.#loss !== undefined || this.#link.killedFor !== undefined
  }

  async load(name: string, payload: ContextPayload, { appendTo }: Omit<LoadNames, 'name'> = {}): Promise<void> {
    this.#assertUsable('load')
    assertLoadable({ name, appendTo }, payload)
    const loaded = new Promise<{ error?: string | undefined }>((resolve, reject) => {
      this.#load = { resolve, reject }
    })
    const [{ error }] = await Promise.all([loaded, this.#link.sendInPieces(payloadPieces({ name, appendTo }, payload))])
    if (error !== undefined) throw new RLMError(`\`${name}\` could not be loaded: ${error}`, { code: 'sandbox' })
  }

  async runBlock(source: string, options: BlockOptions = {}): Promise<BlockResult> {
    const untold = this.isLost ? await this.#takeUntoldLoss() : undefined
    if (untold !== undefined) return { stdout: '', notes: [], variables: [], durationMs: 0, lost: untold }
    this.#assertUsable('runBlock')
    if (options.replay !== undefined) assertReplayStart(options.replay)
    this.#blocks += 1
    const [id, link, limits, answer] = [this.#blocks, this.#link, this.#limits, this.#answer]
    this.#block = new BlockRun({ ...options, id, source, link, limits, answer })
    const stopWatching = this.#watchMemory()
    return this.#block.result.finally(stopWatching)
  }

  async close(): Promise<void> {
    this.#link.kill({ reason: 'closed', message: 'The sandbox was closed.' })
    await this.#gone
  }

  async #takeUntoldLoss(): Promise<SandboxLoss | undefined> {
    await this.#gone
    const loss = this.#untoldLoss
    this.#untoldLoss = undefined
    return loss
  }

  #assertUsable(method: string): void {
    if (this.isLost) throw this.#lostError()
    if (this.#block !== undefined || this.#load !== undefined) {
      throw new TypeError(`\`${method}\` must wait for the call before it: a sandbox does one thing at a time.`)
    }
  }

  #awaitReady(): Promise<void> {
    const message = `It did not start within ${START_TIMEOUT_MS / 1000} s.`
    const timer = setTimeout(() => this.#link.kill({ reason: 'time', message }), START_TIMEOUT_MS)
    return new Promise<void>((resolve, reject) => {
      this.#ready = { resolve, reject }
    }).finally(() => clearTimeout(timer))
  }

  async #watchEnd(): Promise<void> {
    const release = guardHost(() => this.#link.kill({ reason: 'closed', message: 'The host exits.' }))
    const exit = await this.#link.ended
    release()
    this.#lose(exit)
  }

  /** Bounds what the block holds outside the heap where the operating system cannot. */
  #watchMemory(): () => void {
    const { pid } = this.#link
    if (pid === undefined || this.#system.addressSpaceLimit) return () => {}
    const limitMb = residentLimitMb(this.#limits.memoryMb, this.#limits.contextBytes)
    const message = `It needed more than ${limitMb} MiB of memory.`
    return watchResidentMemory(pid, limitMb, () => this.#link.kill({ reason: 'memory', message }))
  }

  #receive(message: ChildMessage): void {
    if (message.type === 'ready') take(this.#ready, message.type).resolve()
    else if (message.type === 'loaded') take(this.#load, message.type).resolve(message)
    else if (message.type === 'code-cache') this.#endCodeCache(Buffer.from(message.text, 'latin1'))
    else this.#receiveOfBlock(message)
    if (message.type === 'ready') this.#ready = undefined
    if (message.type === 'loaded') this.#load = undefined
    // The child makes it before it reads anything: what comes later may be from a block.
    if (message.type !== 'ready') this.#endCodeCache()
  }

  /** Without data: this child will not bring it any more. */
  #endCodeCache(data?: Buffer): void {
    if (data !== undefined) take(this.#keepCodeCache, 'code-cache')
    this.#keepCodeCache?.(data)
    this.#keepCodeCache = undefined
  }

  #receiveOfBlock(message: BlockMessage): void {
    // A block that is interrupted while it says that it is done says so again.
    if (message.type === 'done' && this.#hasEnded(message.id)) return
    if (message.type === 'query') this.#assertTool(message.request)
    take(this.#block, message.type).handle(message)
    if (message.type !== 'done') return
    this.#variables = message.outcome.names
    this.#block = undefined
  }

  /** The answerer gets to hear of the tools that there are, and of no others. */
  #assertTool({ tool }: SubCallRequest): void {
    if (tool === undefined || this.#tools.has(tool)) return
    throw new WireViolation('protocol', `a call of the tool ${JSON.stringify(tool)}, which there is not`)
  }

  #hasEnded(blockId: number): boolean {
    return blockId < this.#blocks || (blockId === this.#blocks && this.#block === undefined)
  }

  #lose(exit: ChildExit): void {
    const cause = this.#causeOf(exit)
    this.#loss = { ...cause, variables: this.#variables }
    const isTold = [this.#ready, this.#load, this.#block].some((waiting) => waiting !== undefined)
    if (!isTold && cause.reason !== 'closed') this.#untoldLoss = this.#loss
    this.#ready?.reject(startError(cause, exit))
    this.#load?.reject(this.#lostError())
    this.#block?.lose(this.#loss)
    this.#endCodeCache()
    this.#ready = this.#load = this.#block = undefined
  }

  /** A block that is being interrupted may die of the signal; what ends the sandbox then is its time. */
  #causeOf(exit: ChildExit): LossCause {
    const cause = this.#link.killedFor ?? causeOfExit(exit, this.#limits.memoryMb)
    const isTime = this.#block?.expired === true && (cause.reason === 'exit' || cause.reason === 'protocol')
    return isTime ? { reason: 'time', message: 'The block did not end within its time.' } : cause
  }

  #lostError(): RLMError {
    const why = (this.#loss ?? this.#link.killedFor)?.message ?? ''
    return new RLMError(`The sandbox is gone: ${why} Open a new one.`, { code: 'sandbox' })
  }
}

function take<Receiver>(receiver: Receiver | undefined, type: ChildMessage['type']): Receiver {
  if (receiver === undefined) throw new WireViolation('protocol', `a message \`${type}\` that nothing waits for`)
  return receiver
}

function startError({ message }: LossCause, { stderr }: ChildExit): RLMError {
  const details = stderr.trim()
  return new RLMError(`The sandbox could not be started: ${message}${details && ` It wrote: ${details}`}`, {
    code: 'sandbox',
  })
}
