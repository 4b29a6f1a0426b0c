import type { ChatMessage } from '../model/client.ts'
import { priceOf, type Prices } from './prices.ts'

/** The most that a call can use, for a reply of any length. */
export interface WorstCase {
  inputTokens: number
  /** USD of the input alone. */
  inputUsd: number
  usdPerOutputToken: number
}

/** What calls use up. */
export interface Amounts {
  costUsd: number
  tokens: number
  calls: number
}

/** More than any known chat template adds to a message: its role, its marks, the opening of the reply. */
const TEMPLATE_TOKENS = 16

const OUTPUT_SAMPLE = 1_000_000

/** Bounds the input tokens of a call: no tokenizer makes more tokens of a text than it has UTF-8 bytes. */
export function boundInput(messages: readonly ChatMessage[]): number {
  return messages.reduce((tokens, { content }) => tokens + TEMPLATE_TOKENS + Buffer.byteLength(content), 0)
}

/** Prices the worst case of a call, nothing of its input cached; `null` where the model's price is unknown. */
export function worstCase(model: string, inputTokens: number, prices?: Prices): WorstCase | null {
  const priceWith = (outputTokens: number): number | null =>
    priceOf(model, { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 }, prices)
  const inputUsd = priceWith(0)
  const sampleUsd = priceWith(OUTPUT_SAMPLE)
  if (inputUsd === null || sampleUsd === null) return null
  return { inputTokens, inputUsd, usdPerOutputToken: (sampleUsd - inputUsd) / OUTPUT_SAMPLE }
}

/** What a call uses at most when its reply is that long. */
export function amountsAt({ inputTokens, inputUsd, usdPerOutputToken }: WorstCase, outputTokens: number): Amounts {
  return { costUsd: inputUsd + outputTokens * usdPerOutputToken, tokens: inputTokens + outputTokens, calls: 1 }
}

/** The longest reply, in tokens, for which a call fits into `room`; negative where not even its input does. */
export function longestReply({ inputTokens, inputUsd, usdPerOutputToken }: WorstCase, room: Amounts): number {
  const usd = room.costUsd - inputUsd
  if (room.calls < 1 || usd < 0) return -1
  const payable = usdPerOutputToken > 0 ? usd / usdPerOutputToken : Infinity
  return Math.floor(Math.min(payable, room.tokens - inputTokens))
}
