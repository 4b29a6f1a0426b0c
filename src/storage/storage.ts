import type { CallCost } from '../cost/usage.ts'
import type { RLMErrorCode } from '../errors.ts'
import type { ModelReply, ModelRequest } from '../model/client.ts'
import type { CallRole } from '../run/events.ts'
import type { BlockReplay } from '../sandbox/sandbox.ts'

/**
 * Where replies are kept from run to run, by a key that stands for everything the reply depends on. A `Map`, a `Keyv` and
 * `fileCache(directory)` are such stores. A store that fails costs money, never an answer.
 */
export interface CacheStore {
  get(key: string): Promise<string | undefined> | string | undefined
  set(key: string, value: string): unknown
}

/** The first line of a journal: which run it is of. */
export interface JournalHeader {
  type: 'journal'
  /** Of the format. */
  version: 1
  /** Version of this library that wrote it. */
  library: string
  runId: string
  /** ISO 8601. */
  createdAt: string
  /** As the run was asked; `''` where `redact` keeps it out. */
  query: string
  /** SHA-256, hexadecimal, as all hashes here. */
  queryHash: string
  contextHash: string
  /** What the run's requests depend on, by option: a hash, or a short value. */
  settings: Record<string, string>
}

/** A reply of a model, with what it came to when it was paid for. */
export interface RecordedReply {
  type: 'reply'
  key: string
  /** Address of the run or plain sub-call that asked, within the tree; `''` is the outermost run. */
  scope: string
  role: CallRole
  reply: ModelReply
  /** Left out where the run did not pay for it. */
  cost?: CallCost | undefined
  /**
   * What had arrived when a block of it was about to run. Where no whole reply follows, the host died while the model was
   * still writing: this is the turn then, as with a stream that broke off.
   */
  isPartial?: true | undefined
  /** Of a committed stream that broke off: why. */
  failure?: { code: RLMErrorCode; message: string } | undefined
  /** Set where `redact` has changed a text: it is not what the model was told, so it is never given again. */
  redacted?: true | undefined
}

/** What a block was told by anything but a model: a tool's result or error, a failed sub-call, what is left of the budget. */
export interface RecordedAnswer {
  type: 'answer'
  key: string
  scope: string
  ok: boolean
  text: string
  code?: RLMErrorCode | undefined
  /** As of a reply. */
  redacted?: true | undefined
}

/** A block that was started, and what makes it repeatable. */
export interface RecordedBlock {
  type: 'block'
  key: string
  nowMs: number
  seed: number
}

/** A call of a block that was answered, or a timer that fired; the order of these lines is the order in the block. */
export interface RecordedDelivery {
  type: 'delivery'
  /** Key of the block. */
  key: string
  id: number
}

/** How the run ended, for those who read; a resumed run does not rely on it. */
export interface RecordedEnd {
  type: 'end'
  answer?: string | undefined
  code?: RLMErrorCode | undefined
  /** As of a reply. */
  redacted?: true | undefined
}

/** One line of a journal after its first. */
export type JournalEntry = RecordedReply | RecordedAnswer | RecordedBlock | RecordedDelivery | RecordedEnd

/** What one run has paid for, on disk: found again after a crash, and added to as the run goes on. */
export interface Journal {
  readonly header: JournalHeader
  /** A reply that was recorded under a key. */
  reply(key: string): RecordedReply | undefined
  answer(key: string): RecordedAnswer | undefined
  block(key: string): (RecordedBlock & { deliveries: readonly number[] }) | undefined
  /** Replies to root turns that were recorded for a run of the tree, and have not been asked for since. */
  unusedTurns(scope: string): number
  /**
   * Adds a line. Resolves when it is written, and never rejects: a failed write is told to the `onFailure` of the opener,
   * once.
   */
  record(entry: JournalEntry): Promise<void>
  /**
   * Adds a line that nothing depends on but lines to come: it is written before the next one that is recorded, or at the
   * close.
   */
  note(entry: JournalEntry): void
  /** Throws an `RLMError` with code `'storage'` where a write has failed and the run is to stop for that. */
  assertWritable(): void
  /** Resolves when everything is written and the file is closed. Never rejects. */
  close(): Promise<void>
}

/** A reply that need not be paid for. */
export interface KnownReply extends Pick<RecordedReply, 'reply' | 'cost' | 'failure' | 'isPartial'> {
  source: 'cache' | 'journal'
}

/** A reply to be found again. */
export type NewReply = Pick<RecordedReply, 'key' | 'role' | 'reply' | 'cost' | 'failure'>

/** The beginning of a reply, whose blocks run before it is whole. */
export type PartialReply = Pick<RecordedReply, 'key' | 'role'> & { text: string }

/** What a block was told, to be found again. */
export type NewAnswer = Pick<RecordedAnswer, 'key' | 'ok' | 'text' | 'code'>

/** What one run of a tree can find again, in its cache or its journal, instead of paying for it. */
export interface RunMemory {
  /**
   * Key of what depends on nothing but `parts` and how often they were asked about in this run: the same parts again have
   * another key, in the same order each time. `''` where nothing is kept.
   */
  key(...parts: string[]): string
  /** The same of a model call: of everything in its request that changes the reply. */
  keyOfCall(request: ModelRequest): string
  /** Hash of a request alone: equal for equal ones. */
  identityOf(request: ModelRequest): string
  findReply(key: string, role: CallRole): Promise<KnownReply | undefined>
  /** Resolves when the reply is safe. Never rejects. */
  keepReply(reply: NewReply): Promise<void>
  /** Notes what has arrived of a reply, before something is done with it. Never throws. */
  notePartial(partial: PartialReply): void
  findAnswer(key: string): NewAnswer | undefined
  keepAnswer(answer: NewAnswer): Promise<void>
  /** The same, not waited for: it is safe before anything that was paid for after it. */
  noteAnswer(answer: NewAnswer): void
  /** What makes a block repeatable; `undefined` where the run has no journal. */
  replayOf(source: string, onDivergence: () => void): BlockReplay | undefined
  /**
   * Notes that a turn of this run is not in its journal. Gives, the first time, how many later ones are: they will never be
   * asked for.
   */
  leavePath(): number
  /** Throws an `RLMError` with code `'storage'` where nothing more may be paid for, as it could not be recorded. */
  assertWritable(): void
}

/** What a tree of runs can find again. */
export interface Memory {
  /** The memory at `address`: `''` for the outermost run's, else the key of a sub-call, for the run or call that answers it. */
  of(address: string): RunMemory
  /** As that of its runs. */
  assertWritable(): void
}
