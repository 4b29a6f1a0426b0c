import type { TokenUsage } from './usage.ts'

const BYTES_PER_TOKEN = 4

/** Estimates the tokens of a text as its UTF-8 bytes / 4, rounded up. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)
}

/** Estimates the usage of a call whose provider reports none. */
export function estimateUsage(messages: readonly { content: string }[], replyText: string): TokenUsage {
  const promptBytes = messages.reduce((bytes, { content }) => bytes + Buffer.byteLength(content), 0)
  return {
    inputTokens: Math.ceil(promptBytes / BYTES_PER_TOKEN),
    cachedInputTokens: 0,
    outputTokens: estimateTokens(replyText),
    reasoningTokens: 0,
  }
}
