/** Tokens of one model call, as the provider counted them. */
export interface TokenUsage {
  /** Tokens of the request, cached ones included. */
  inputTokens: number
  /** The part of `inputTokens` that the provider served from its prompt cache. */
  cachedInputTokens: number
  /** Tokens of the reply, reasoning included. */
  outputTokens: number
  /** The part of `outputTokens` that the model spent on reasoning. */
  reasoningTokens: number
}

/** What one call came to. */
export interface CallCost {
  /** As reported; estimated as UTF-8 bytes / 4 where the provider reported none. */
  usage: TokenUsage
  /** USD: what the provider itself charged where it says so, else the list price; `null` where that is unknown. */
  costUsd: number | null
}

/** Calls and cost of one part of the tree. */
export interface ComponentUsage {
  calls: number
  /** USD; `null` where a model of this part has no known price. */
  costUsd: number | null
  /** The models of this part, comma separated in order of first use; `''` before the first call. */
  model: string
}

/** Calls, tokens and cost of one model, or of one depth of the tree. */
export interface UsageShare extends TokenUsage {
  calls: number
  /** USD; `null` where a price is unknown. */
  costUsd: number | null
}

/** What a tree of model calls has used. The same shape serves `rlm.costSummary()` and `result.usage`. */
export interface Usage extends TokenUsage {
  totalCalls: number
  /** `inputTokens + outputTokens`. */
  totalTokens: number
  /** USD; `null` as soon as one call's price is unknown (see `unpricedModels`), never a silent 0. */
  estimatedCostUsd: number | null
  breakdownByComponent: { rootLlm: ComponentUsage; subCalls: ComponentUsage }
  /** By model name. */
  byModel: Record<string, UsageShare>
  /** By depth: `'0'` is the root's own calls, `'1'` its sub-calls, and so on. */
  byDepth: Record<string, UsageShare>
  /** Models without a known price; give them one with the option `prices`. */
  unpricedModels: string[]
  /** Calls whose provider reported no usage: their tokens are estimated as UTF-8 bytes / 4. */
  callsWithEstimatedTokens: number
}
