import { z } from 'zod'

const costUsd = z.number().nullable()

const tokenFields = {
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
}

/** A `TokenUsage`. */
export const tokensSchema = z.object(tokenFields)

/** The same in a line: what is left out is 0. */
export const storedTokensSchema = tokensSchema.partial({ cachedInputTokens: true, reasoningTokens: true })

const shares = z.record(z.string(), z.object({ ...tokenFields, calls: z.number(), costUsd }))

/** The fields of a `Usage`. */
export function usageFields<Text extends z.ZodType>(text: Text) {
  const component = z.object({ calls: z.number(), costUsd, model: text })
  return {
    ...tokenFields,
    totalCalls: z.number(),
    totalTokens: z.number(),
    estimatedCostUsd: costUsd,
    breakdownByComponent: z.object({ rootLlm: component, subCalls: component }),
    byModel: shares,
    byDepth: shares,
    unpricedModels: z.array(text),
    callsWithEstimatedTokens: z.number(),
  }
}
