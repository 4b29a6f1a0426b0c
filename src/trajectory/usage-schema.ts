import { z } from 'zod'

const costUsd = z.number().nullable()

/** The fields of a `TokenUsage`. */
export const tokenFields = {
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
}

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
