/** A context as it travels into a sandbox: text stays a string, anything else is JSON text that the REPL parses. */
export interface ContextPayload {
  kind: 'text' | 'json'
  text: string
}

/** A call that a block makes. The host answers it; the sandbox has no key, network or budget of its own. */
export interface SubCallRequest {
  /**
   * `'llm'`: `llm_query` and its batch. `'rlm'`: `rlm_query`, a query over a context of its own. `'tool'`: one of the
   * user's tools; the answer is JSON text of what it returned, `''` for `undefined`. `'budget'`: `budget()`, which calls
   * no model; the answer is JSON text of an object that says what is left.
   */
  kind: 'llm' | 'rlm' | 'tool' | 'budget'
  /** The prompt; for `'rlm'` the query, for `'tool'` the argument as JSON text (`''` for none), for `'budget'` nothing. */
  prompt: string
  /** For `'tool'`: its name. */
  tool?: string | undefined
  /** For `'rlm'`: the context that the query is about. */
  context?: ContextPayload | undefined
  /** Overrides the model of the call. */
  model?: string | undefined
  /** `false` asks for a plain call where a nested RLM would answer. */
  recursive?: boolean | undefined
}

/** The answer to a `SubCallRequest`. */
export interface SubCallReply {
  text: string
  /** Something that the model should read beside its block's output, such as a downgrade to a plain call. */
  note?: string | undefined
}

/** Answers one call of a block; a rejection becomes an `Error` in the block. `signal` aborts when the block ends early. */
export type SubCallHandler = (request: SubCallRequest, signal: AbortSignal) => Promise<SubCallReply>

/** An error of a block, placed in the block's own lines and columns (both from 1). */
export interface BlockError {
  name: string
  message: string
  line?: number | undefined
  column?: number | undefined
  /** Frames of blocks only, a line each. */
  stack?: string | undefined
  /** The lines around the error, with a caret. */
  frame?: string | undefined
  /** What the model probably meant. */
  hint?: string | undefined
}

/** A sandbox that had to be killed: everything in its REPL is gone. */
export interface SandboxLoss {
  reason: 'time' | 'memory' | 'flood' | 'protocol' | 'exit' | 'closed'
  /** One sentence for the model. */
  message: string
  /** Names of the variables that are lost. */
  variables: string[]
}

/** What a block did. */
export interface BlockResult {
  /** What it printed: all of it, or head and tail with the true length between. */
  stdout: string
  /** The printed value of its last expression; absent for `undefined`. */
  result?: string | undefined
  error?: BlockError | undefined
  /** The text of the answer that the block gave with `FINAL` or `FINAL_VAR`. */
  final?: string | undefined
  /** The text of the variable `answer`, where the block set one: a candidate should the run be cut short. */
  candidate?: string | undefined
  /** Sentences for the model: failed slots of a batch, restored names, un-awaited calls, downgrades. */
  notes: string[]
  /** Variables that are new or changed, each with type, size and a short preview. */
  variables: string[]
  durationMs: number
  /** Present when the sandbox died of this block. */
  lost?: SandboxLoss | undefined
}

/** Options of one block. */
export interface BlockOptions {
  /**
   * Told what the block prints, as it arrives; all the texts together are the result's `stdout`. What is beyond the head
   * of a long output comes when the block ends. Must not throw.
   */
  onOutput?: ((text: string) => void) | undefined
  /** Ends the block when it aborts, as if its time were up. */
  stop?: AbortSignal | undefined
  /** Makes the block repeatable: with the same answers it takes the same path. */
  replay?: BlockReplay | undefined
}

/** What a block is to find the same each time it runs. */
export interface BlockReplay {
  /** What `Date` gives at the block's start, in milliseconds since 1970; each reading moves it on by one. */
  nowMs: number
  /** Seed of `Math.random`, an unsigned 32-bit integer. */
  seed: number
  /**
   * Ids of calls and timers, in the order in which they are to be answered and to fire: calls are held until it is their
   * turn, timers fire as soon as it is. What comes after the last one comes as it happens. An id is the place among all
   * calls and timers of the block, from 1.
   */
  deliveries: readonly number[]
  /** Told each call and timer beyond `deliveries` before it is answered or fires. Must not throw. */
  onDelivery: (id: number) => void
  /**
   * Told once where the block does not wait for what is next: the rest of `deliveries` is then of no use. `made` are those
   * that were made. Must not throw.
   */
  onDivergence: (made: readonly number[]) => void
}

/**
 * One living REPL, for one run. `node:vm` in a permissioned child process is the implementation that ships; a container
 * or a hosted sandbox would implement the same three methods. What a run relies on:
 *
 * - **Isolation.** Blocks are hostile. They reach no file, process, environment, network or object of the host. Their
 *   only ways out are the calls that the `SubCallHandler` answers and the texts of the `BlockResult`, and both have a
 *   bounded size.
 * - **State.** Top-level variables live from block to block. A failed block keeps what it had set; so does an interrupted
 *   one where possible. Where state is gone, the result says so in `lost`, with the names: never silently.
 * - **Calls.** Each model call of a block goes to the handler once, and its answer to the block that asked. Calls that
 *   are still open when a block ends are aborted by their signal.
 * - **Liveness.** `runBlock` resolves a bounded time after `blockTimeoutMs`, whatever the block does; waits for models
 *   do not count. Nothing that a block does makes the host's event loop wait.
 * - **One thing at a time.** `load` and `runBlock` never overlap; an overlapping call rejects with a `TypeError`.
 *   `close` may come at any time, and what is in flight ends at once.
 * - **Failure.** After a loss that a block's result has told of, every call rejects with an `RLMError` of code `'sandbox'`. The run opens another sandbox and
 *   loads the context again.
 */
export interface Sandbox {
  /** Whether its process is gone, or about to be: nothing can be loaded or run in it any more. */
  readonly isLost: boolean
  /**
   * Sets the global variable `name`, an identifier (`context` is the usual one), to the text itself or to what its JSON
   * says, code unit for code unit. May be called again, for the same name or another; what is loaded never counts among
   * the variables that blocks have made. With `appendTo` the value also becomes the last element of the array of that
   * name, which is loaded in the same way and made where there is none. Rejects with a `TypeError` for a name that is no
   * identifier, and with an `RLMError` of code `'sandbox'` where the name belongs to the REPL or the sandbox cannot hold
   * the payload.
   */
  load(name: string, payload: ContextPayload, options?: { appendTo?: string | undefined }): Promise<void>
  /**
   * Runs one block; never rejects for what the block does. One block at a time. In a sandbox that has died since the block
   * before, the block does not run, and its result says so in `lost`.
   */
  runBlock(source: string, options?: BlockOptions): Promise<BlockResult>
  /** Kills the sandbox at once and resolves when nothing of it is left. A block in flight resolves as lost. Idempotent. */
  close(): Promise<void>
}

/** Limits and walls of a sandbox. */
export interface SandboxOptions {
  /** Heap of the child, in MiB. Default 512. */
  memoryMb?: number | undefined
  /** Time a block may work, waits for models excluded, in milliseconds. Default 60,000. */
  blockTimeoutMs?: number | undefined
  /** Characters of a block's output that the model gets to see. Default 20,000. */
  maxOutputChars?: number | undefined
  /** Node binary that runs the child. Default: the one that runs the host. */
  nodePath?: string | undefined
  /**
   * The wall between the child and the network. `'auto'`: the strongest that there is. `'require'`: none of the operating
   * system (`unshare`) or of Node (25 and later), no sandbox. Default `'auto'`.
   */
  network?: 'auto' | 'require' | undefined
  /** Runs the child without V8's compilers: slower, without types in blocks, and without their bugs. Default false. */
  jitless?: boolean | undefined
}

/**
 * Starts a sandbox that has room for a context of that size; the context itself comes with `load`. Rejects with an `RLMError`
 * of code `'sandbox'` where it cannot be made safe, and with `'aborted'` as soon as the signal aborts.
 */
export type OpenSandbox = (answer: SubCallHandler, options: SandboxTask) => Promise<Sandbox>

/** What a sandbox is started for. */
interface SandboxTask {
  /** UTF-16 code units of everything that will be loaded into it. */
  contextChars: number
  /** Names of the user's tools, which blocks call as functions. Default: none. */
  tools?: readonly string[] | undefined
  signal: AbortSignal
}
