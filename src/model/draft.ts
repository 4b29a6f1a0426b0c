import type { TokenUsage } from '../cost/usage.ts'
import type { ModelReply } from './client.ts'
import type { Completion, WireMessage, WireUsage } from './completion-schema.ts'

const FINISH_REASONS: Readonly<Record<string, ModelReply['finishReason']>> = {
  stop: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'content-filter',
}

/** A reply that is being put together from its chunks. */
export class Draft {
  #text = ''
  #finishReason: string | undefined
  #usage: WireUsage | undefined

  /** Whether the model said why it ended; without that, a reply was cut off. */
  get isFinished(): boolean {
    return this.#finishReason !== undefined
  }

  /** Takes one chunk in and gives back the text that it brought. */
  add({ choices, usage }: Completion): string {
    if (usage) this.#usage = usage
    const choice = choices?.find(({ index }) => (index ?? 0) === 0)
    // Some servers send '' until they know the reason.
    if (choice?.finish_reason) this.#finishReason = choice.finish_reason
    const text = textOf(choice?.delta ?? choice?.message)
    this.#text += text
    return text
  }

  /** The reply as it stands. */
  reply(): ModelReply {
    const finishReason = FINISH_REASONS[this.#finishReason ?? ''] ?? 'other'
    const { cost } = this.#usage ?? {}
    return { text: this.#text, finishReason, usage: tokenUsage(this.#usage), costUsd: cost ?? undefined }
  }
}

/** Null content and content that is all reasoning are an empty text. */
function textOf(message: WireMessage | null | undefined): string {
  const content = message?.content ?? message?.refusal ?? ''
  if (typeof content === 'string') return content
  return content.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('')
}

function tokenUsage(usage: WireUsage | undefined): TokenUsage | undefined {
  if (usage === undefined) return undefined
  const { prompt_tokens: inputTokens, completion_tokens, total_tokens } = usage
  // Some providers leave reasoning out of the completion's tokens and count it in the total alone.
  const outputTokens = Math.max(completion_tokens, (total_tokens ?? 0) - inputTokens)
  return {
    inputTokens,
    cachedInputTokens: Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, inputTokens),
    outputTokens,
    reasoningTokens: Math.min(usage.completion_tokens_details?.reasoning_tokens ?? 0, outputTokens),
  }
}
