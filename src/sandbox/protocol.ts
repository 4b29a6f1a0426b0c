import type { BlockError, BlockReplay, SubCallRequest } from './sandbox.ts'

/** Host → child. Ids of calls and timers are chosen by the child, ids of blocks by the host. */
export type HostMessage =
  | { type: 'exec'; id: number; source: string; replay?: ReplayStart | undefined }
  | { type: 'reply'; id: number; ok: boolean; text: string }
  | { type: 'timer'; id: number }
  | { type: 'cancel'; id: number }
  | { type: 'load'; name: string; kind: 'text' | 'json'; text: string; appendTo?: string | undefined }
  | { type: 'quit' }

/** What the child needs to know of a repeatable block: it also hands answers and timers over one at a time. */
export type ReplayStart = Pick<BlockReplay, 'nowMs' | 'seed'>

/** Child → host. */
export type ChildMessage =
  | { type: 'ready' }
  /** V8's compiled form of the child's program, a byte a character; sent at most once, before the first block. */
  | { type: 'code-cache'; text: string }
  | { type: 'loaded'; error?: string | undefined }
  | { type: 'print'; id: number; text: string }
  | { type: 'query'; id: number; request: SubCallRequest }
  /** `received` (added by the wire): the host's messages handled so far; fewer than sent means that it wakes at once. */
  | { type: 'waiting'; id: number; received?: number | undefined }
  | { type: 'timer'; id: number; delayMs: number }
  | { type: 'clear-timer'; id: number }
  | { type: 'final'; id: number; text: string }
  | { type: 'done'; id: number; outcome: BlockOutcome }

/** What the child reports at the end of a block; the host adds the rest of the `BlockResult`. */
export interface BlockOutcome {
  /** Tail of the output that was held back at the cap, with the note of the true length. */
  outputTail: string
  result?: string | undefined
  error?: BlockError | undefined
  candidate?: string | undefined
  notes: string[]
  variables: string[]
  /** All variables that exist now, so that the host can name them if the sandbox is lost. */
  names: string[]
}

/** The child's end of the pipe, as the REPL sees it. */
export interface Wire {
  /** Blocks until the host's next message. */
  receive(): HostMessage
  /** Whether a whole `reply` is already buffered: handle those before running guest code again. */
  replyBuffered(): boolean
  send(message: ChildMessage): void
}
