import * as z from 'zod'

const count = z.number().nonnegative()

const usageSchema = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count.nullish(),
  prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: count.nullish() }).nullish(),
  /** USD; OpenRouter reports it. */
  cost: count.nullish(),
})

/** Text, or parts of which those of type `text` are the reply's. */
const contentSchema = z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))])

const messageSchema = z.object({ content: contentSchema.nullish(), refusal: z.string().nullish() })

const choiceSchema = z.object({
  index: z.number().nullish(),
  /** In a chunk of a stream. */
  delta: messageSchema.nullish(),
  /** In a whole completion. */
  message: messageSchema.nullish(),
  finish_reason: z.string().nullish(),
})

/** A chunk of a streamed completion, or a whole one; or the error that stands in its place. */
export const completionSchema = z.object({
  choices: z.array(choiceSchema).nullish(),
  usage: usageSchema.nullish().catch(null),
  error: z.unknown().optional(),
})

/** A parsed `completionSchema`. */
export type Completion = z.infer<typeof completionSchema>

/** Usage as the wire carries it. */
export type WireUsage = z.infer<typeof usageSchema>

/** A message, or what a chunk adds to one. */
export type WireMessage = z.infer<typeof messageSchema>

/** The error object in a body: `{ message, type, code }`, of which some send less, and a code that is a status. */
export const errorSchema = z.union([
  z.string().transform((message) => ({ message, code: undefined, type: undefined })),
  z.object({
    message: z.string().catch('no message'),
    code: z.union([z.string(), z.number()]).nullish().catch(null),
    type: z.string().nullish().catch(null),
  }),
])
