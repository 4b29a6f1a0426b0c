import type { PriceCalculation } from '@pydantic/genai-prices'
import { priceLibrary } from './price-library.ts'
import type { TokenUsage } from './usage.ts'

/** What a model costs, in USD per million tokens. */
export interface Price {
  /** Input tokens that the provider's prompt cache did not serve. */
  input: number
  /** Input tokens that it did serve. Default: as `input`. */
  cachedInput?: number | undefined
  /** Output tokens, reasoning included. */
  output: number
}

/**
 * Prices by model name, exactly as requests carry it. They go before the price library.
 *
 * @example
 * const prices: Prices = { 'llama-3.3-70b': { input: 0.6, output: 0.6 }, 'my-local-model': { input: 0, output: 0 } }
 */
export type Prices = Readonly<Record<string, Price>>

const TOKENS_PER_PRICE = 1_000_000

/**
 * The price of one call in USD, or `null` where the model's price is unknown: never a silent 0. Models in `prices` cost
 * what it says; others what the offline price library knows, dated names (`gpt-5.4-2026-03-05`) and names with their
 * provider before a slash (`openai/gpt-5.4`) included.
 */
export function priceOf(model: string, usage: TokenUsage, prices: Prices = {}): number | null {
  const ownPrice = Object.hasOwn(prices, model) ? prices[model] : undefined
  return ownPrice === undefined ? listPrice(model, usage) : priceAt(ownPrice, usage)
}

const NO_TOKENS: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }

/** Whether the price of a model is known, or may be: in a bundle it is not known before a run has loaded the price library. */
export function isPriced(model: string, prices?: Prices): boolean {
  return priceOf(model, NO_TOKENS, prices) !== null || priceLibrary() === undefined
}

function priceAt({ input, cachedInput = input, output }: Price, usage: TokenUsage): number {
  const cachedTokens = Math.min(usage.cachedInputTokens, usage.inputTokens)
  const freshTokens = usage.inputTokens - cachedTokens
  return (freshTokens * input + cachedTokens * cachedInput + usage.outputTokens * output) / TOKENS_PER_PRICE
}

function listPrice(model: string, usage: TokenUsage): number | null {
  const tokens = {
    input_tokens: usage.inputTokens,
    // The library throws where the parts exceed the whole.
    cache_read_tokens: Math.min(usage.cachedInputTokens, usage.inputTokens),
    output_tokens: usage.outputTokens,
  }
  return listEntry(model, tokens)?.total_price ?? null
}

/** What the price library knows of a model, reckoned for `tokens`. */
export function listEntry(model: string, tokens: Record<string, number>): PriceCalculation | null {
  return priceLibrary()?.calcPrice(tokens, model) ?? providerEntry(model, tokens)
}

/** Reads `provider/model`, as routers write it. */
function providerEntry(model: string, tokens: Record<string, number>): PriceCalculation | null {
  const [providerId, name, ...rest] = model.split('/')
  if (!providerId || !name || rest.length > 0) return null
  return priceLibrary()?.calcPrice(tokens, name, { providerId }) ?? null
}
