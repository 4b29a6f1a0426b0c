import { randomUUID } from 'node:crypto'
import { LimitError, ModelError, RLMError } from '../errors.ts'
import type { ChatMessage } from '../model/client.ts'
import { clipped, NO_SUMMARY, SUMMARY_REQUEST } from '../prompt/compaction.ts'
import type { Conversation } from './conversation.ts'
import { callModel } from './model-call.ts'
import type { RunRepl } from './repl.ts'
import type { ModelRole, RunScope } from './scope.ts'
import { span } from './span.ts'

/** What a compaction needs. */
export interface CompactionTools {
  scope: RunScope
  repl: RunRepl
  role: ModelRole
  conversation: Conversation
}

/** A conversation that fills this part of the window is compacted: the rest is for the reply. */
const FULL_SHARE = 0.75

/** Of a window, the part that one kept message may fill, in characters a token. */
const NEWEST_CHARS_PER_WINDOW_TOKEN = 0.5

/** Of each message, what is left where the whole conversation is too long for a request to summarise it. */
const CLIPPED_CHARS = [4000, 1000, 250] as const

/** What is assumed of a window that nobody knows. */
const UNKNOWN_WINDOW_TOKENS = 8192

/**
 * Asks, and keeps the conversation within the root LM's window: it is compacted where it nears it, and where the model
 * refuses it as too long.
 *
 * @throws RLMError what `ask` throws; with code `'context-length'` where there is nothing left to leave out.
 */
export async function askWithinWindow<Value>(tools: CompactionTools, ask: () => Promise<Value>): Promise<Value> {
  const { scope, role, conversation } = tools
  const windowTokens = conversation.statedWindow ?? scope.tree.contextWindowOf(role.model)
  const isFull = windowTokens !== undefined && conversation.tokens > FULL_SHARE * windowTokens
  if (isFull && conversation.isCompactable) await compact(tools, windowTokens)
  try {
    return await ask()
  } catch (error) {
    if (!isTooLong(error) || !conversation.isCompactable) throw error
    conversation.statedWindow = error instanceof ModelError ? error.contextWindow : undefined
    await compact(tools, conversation.statedWindow ?? windowTokens ?? UNKNOWN_WINDOW_TOKENS)
    return await ask()
  }
}

/** Has the older turns summarised by the model; the whole log goes into the REPL, whose variables stay. */
async function compact(tools: CompactionTools, windowTokens: number): Promise<void> {
  const { scope, repl, conversation } = tools
  const id = randomUUID()
  const before = conversation.tokens
  await span(scope, {
    start: { type: 'compaction-start', id, parentId: scope.id, tokens: before },
    work: async () => {
      await repl.loadHistory(conversation.log)
      const summary = await summarise(tools, id)
      conversation.compact(summary, windowTokens * NEWEST_CHARS_PER_WINDOW_TOKEN)
      return summary
    },
    end: (outcome, summary = '') => ({ type: 'compaction-end', id, tokens: conversation.tokens, summary, outcome }),
  })
}

/** The model's own summary: of all that was said, else of its beginnings and ends. */
async function summarise({ scope, role, conversation }: CompactionTools, parentId: string): Promise<string> {
  for (const chars of [Number.POSITIVE_INFINITY, ...CLIPPED_CHARS]) {
    try {
      const messages = withRequest(conversation.messages, chars)
      const reply = await callModel(scope, { ...role, role: 'summary', parentId, messages, signal: scope.signal })
      return reply.text.trim() === '' ? NO_SUMMARY : reply.text
    } catch (error) {
      // A summary must not cost the last turn: without one, the newest turn still tells where things stand.
      if (error instanceof LimitError) return NO_SUMMARY
      if (!isTooLong(error)) throw error
    }
  }
  return NO_SUMMARY
}

/** The conversation as it was sent before, so that the provider's cache serves it, and the request behind it. */
function withRequest(messages: readonly ChatMessage[], chars: number): ChatMessage[] {
  const request = `\n\n${SUMMARY_REQUEST}`
  return messages.map(({ role, content }, index) => ({
    role,
    content: (index === 0 ? content : clipped(content, chars)) + (index === messages.length - 1 ? request : ''),
  }))
}

function isTooLong(error: unknown): error is RLMError {
  return error instanceof RLMError && error.code === 'context-length'
}
