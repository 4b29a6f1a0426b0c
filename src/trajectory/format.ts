import type { RunEvent } from '../run/events.ts'

/** The version of the format that is written, and the newest that can be read. */
export const TRAJECTORY_VERSION = 1

/** Texts of up to this many characters stand where they are used; longer ones on a line of their own, once. */
export const LONGEST_INLINE_TEXT = 80

/** The options of the RLM that a run's course depends on; never a key, a header or a path. */
export interface TrajectoryOptions {
  model: string
  recursiveModel: string
  maxIterations: number
  maxDepth: number
  maxConcurrency: number
  /** Everything else, such as `limits`, `modelOptions`, `route`, and the names of the tools. */
  [option: string]: unknown
}

/** The first line of a trajectory: which run it is of. */
export interface TrajectoryHeader {
  type: 'trajectory'
  /** Of the format. */
  version: typeof TRAJECTORY_VERSION
  /** Version of this library that wrote it. */
  library: string
  /** Of the outermost run, as in its result. */
  runId: string
  /** When the run began, ISO 8601; `atMs` of events counts from here. */
  createdAt: string
  options: TrajectoryOptions
}

/** What a trajectory says, in order: its header, then the events of the run. */
export type TrajectoryRecord = TrajectoryHeader | RunEvent

/** Whether a record is the end of the outermost run. */
export function isEndOfRun(record: TrajectoryRecord): boolean {
  return record.type === 'run-end' && record.depth === 0
}

/** A text in its place, or where it stands: on the text line of that id. */
export type TextPiece = string | { $: string }

/** A text, or the pieces that make it, one after another. */
export type StoredText = TextPiece | { $: TextPiece[] }

/** A message as it is stored. */
export interface StoredMessage {
  role: 'system' | 'user' | 'assistant'
  content: StoredText
}

/** The messages of a call: the first `keep` of those of call `after`, then `add`. Without `after`, `add` alone. */
export interface StoredMessages {
  after?: number | undefined
  keep?: number | undefined
  add: StoredMessage[]
}

/** A long text, before the first event that refers to it; its id is a hash of it. Compressed: base64 of raw deflate of its JSON in UTF-8. */
export type TextLine = { type: 'text'; id: string; text: string } | { type: 'text'; id: string; deflate: string }

/** Fields of an event that hold an id: in the file, a number of its own. The outermost run is 0. */
export const ID_FIELDS = ['id', 'runId', 'parentId'] as const

/** An event whose ids are numbers of the file. */
export type NumberedEvent = WithNumbers<RunEvent>

type IdField = (typeof ID_FIELDS)[number]
type WithNumbers<Event> = Event extends RunEvent
  ? { [Field in keyof Event]: Field extends IdField ? NumberOf<Event[Field]> : Event[Field] }
  : never
type NumberOf<Id> = undefined extends Id ? number | undefined : number
