import { z } from 'zod'
import type { RLMErrorCode } from '../errors.ts'

/** The version of the format that is written, and the newest that can be read. */
export const TRAJECTORY_VERSION = 1

/** Texts of up to this many characters stand where they are used; longer ones on a line of their own, once. */
export const LONGEST_INLINE_TEXT = 80

/** Fields of an event that hold an id: in the file, a number of its own. */
export const ID_FIELDS: ReadonlySet<string> = new Set(['id', 'runId', 'parentId'])

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

/** A text in its place, or where it stands: on the text line of that id, or in parts that follow on each other. */
export type StoredText = string | { $: string | StoredText[] }

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

/** A long text, before the first event that refers to it. Compressed: base64 of raw deflate of its JSON in UTF-8. */
export type TextLine = { type: 'text'; id: string; text: string } | { type: 'text'; id: string; deflate: string }

/** The first line. */
export const trajectoryHeaderSchema: z.ZodType<TrajectoryHeader> = z.object({
  type: z.literal('trajectory'),
  version: z.literal(TRAJECTORY_VERSION),
  library: z.string(),
  runId: z.string(),
  createdAt: z.string(),
  options: z.looseObject({
    model: z.string(),
    recursiveModel: z.string(),
    maxIterations: z.number(),
    maxDepth: z.number(),
    maxConcurrency: z.number(),
  }),
})

/** A line with a text. */
export const textLineSchema: z.ZodType<TextLine> = z.union([
  z.object({ type: z.literal('text'), id: z.string(), text: z.string() }),
  z.object({ type: z.literal('text'), id: z.string(), deflate: z.string() }),
])

/** A text within a line of an event. */
export const storedTextSchema: z.ZodType<StoredText> = z.lazy(() =>
  z.union([z.string(), z.object({ $: z.union([z.string(), z.array(storedTextSchema)]) })]),
)

const role = z.enum(['system', 'user', 'assistant'])

/** The messages within a line of a `model-call-start`. */
export const storedMessagesSchema: z.ZodType<StoredMessages> = z.object({
  after: z.int().optional(),
  keep: z.int().optional(),
  add: z.array(z.object({ role, content: storedTextSchema })),
})

/** Messages as they were sent. */
export const messagesSchema = z.array(z.object({ role, content: z.string() }))

/** A later library may know more codes, and is read all the same. */
export const codeSchema = z.custom<RLMErrorCode>((value) => typeof value === 'string')
