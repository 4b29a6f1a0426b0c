import { z } from 'zod'
import type { RLMErrorCode } from '../errors.ts'
import {
  type StoredMessages,
  type StoredText,
  type TextLine,
  TRAJECTORY_VERSION,
  type TrajectoryHeader,
} from './format.ts'

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

const piece = z.union([z.string(), z.object({ $: z.string() })])

/** A text within a line of an event. */
export const storedTextSchema: z.ZodType<StoredText> = z.union([piece, z.object({ $: z.array(piece) })])

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
