import { estimateUsage } from '../cost/estimate.ts'
import type { TokenUsage } from '../cost/usage.ts'
import type { ChatMessage } from '../model/client.ts'
import { clipped, compactionNote } from '../prompt/compaction.ts'

/** The reply that is newest and the report on it. */
const NEWEST_MESSAGES = 2

/**
 * What is said between the root LM and the harness: the system prompt, the query, then replies and reports in turn. It
 * grows at its end only, so that providers can cache it, until it is compacted.
 */
export class Conversation {
  readonly #system: ChatMessage
  readonly #query: ChatMessage
  /** Stands behind the query once there is one. */
  #note = ''
  #turns: ChatMessage[] = []
  /** Tokens of everything but the newest report, where the provider has counted them. */
  #countedTokens: number | undefined
  readonly #log: ChatMessage[]
  /** Tokens of the model's window, where a refusal has said them. */
  statedWindow: number | undefined

  constructor(system: string, query: string) {
    this.#system = { role: 'system', content: system }
    this.#query = { role: 'user', content: query }
    this.#log = [this.#query]
  }

  /** What the next request sends; a copy, as clients may keep it. */
  get messages(): ChatMessage[] {
    return [this.#system, behind(this.#query, this.#note), ...this.#turns]
  }

  /** Everything that was ever said, the system prompt left out. */
  get log(): readonly ChatMessage[] {
    return this.#log
  }

  /** Tokens of the next request: as the provider counted them, and the rest as UTF-8 bytes / 4. */
  get tokens(): number {
    const newest = this.#turns.at(-1)
    if (this.#countedTokens === undefined || newest === undefined) return estimateUsage(this.messages, '').inputTokens
    return this.#countedTokens + estimateUsage([newest], '').inputTokens
  }

  /** Adds a reply and what the harness says about it; `usage` is that of the reply's call. */
  add(reply: string, report: string, usage?: TokenUsage): void {
    const turn: ChatMessage[] = [
      { role: 'assistant', content: reply },
      { role: 'user', content: report },
    ]
    this.#turns.push(...turn)
    this.#log.push(...turn)
    this.#countedTokens = usage && usage.inputTokens + usage.outputTokens - usage.reasoningTokens
  }

  /** Adds to the newest message, which is always the harness's. */
  remark(text: string): void {
    const remark = `\n\n${text}`
    const newest = this.#turns.pop()
    if (newest === undefined) this.#note += remark
    else this.#turns.push(behind(newest, remark))
    this.#countedTokens = undefined
  }

  /** Whether there is something left to take away. */
  get isCompactable(): boolean {
    return this.#turns.length > 0
  }

  /** Puts a summary in the place of all turns but the newest, of whose messages at most `newestChars` stay each. */
  compact(summary: string, newestChars: number): void {
    const older = this.#turns.length - NEWEST_MESSAGES
    const newest = older > 0 ? this.#turns.slice(-NEWEST_MESSAGES) : this.#turns
    this.#turns = newest.map(({ role, content }) => ({ role, content: clipped(content, newestChars) }))
    this.#note = `\n\n${compactionNote(summary, Math.max(older, 0))}`
    this.#countedTokens = undefined
  }
}

function behind({ role, content }: ChatMessage, text: string): ChatMessage {
  return { role, content: content + text }
}
