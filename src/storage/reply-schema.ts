import * as z from 'zod'
import type { ModelReply } from '../model/client.ts'

const count = z.number().min(0)

/** A `TokenUsage` as it was stored. */
export const tokensSchema = z.object({
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
})

/** A reply as it was stored. */
export const replySchema: z.ZodType<ModelReply> = z.object({
  text: z.string(),
  finishReason: z.enum(['stop', 'length', 'content-filter', 'other']),
  usage: tokensSchema.optional(),
  costUsd: z.number().optional(),
})
