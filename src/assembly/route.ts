import { DEFAULT_QUERY } from '../context/query.ts'
import { estimateTokens } from '../cost/estimate.ts'
import type { ChatMessage } from '../model/client.ts'
import type { ResolvedOptions } from '../options.ts'
import { directMessages } from '../prompt/direct.ts'
import type { RunRequest } from '../run-options.ts'
import { windowOf } from './tree.ts'

/** Estimated tokens that fit a model comfortably: it reads all of them well, and for little. */
const COMFORTABLE_TOKENS = 8000
/** The part of the model's window that they may fill. */
const COMFORTABLE_SHARE = 0.25

/** The plain request that `route: 'auto'` tries first; `undefined` where an RLM is to answer. */
export function directRequest(
  { route, tools, model, customPrompt, contextWindow }: ResolvedOptions,
  { query, context }: RunRequest<unknown>,
  answerType: string | undefined,
): ChatMessage[] | undefined {
  if (route !== 'auto' || Object.keys(tools).length > 0) return undefined
  const window = windowOf(model, contextWindow) ?? Infinity
  const { text } = context.payload
  // Nothing has fewer tokens than a quarter of its characters, by this estimate.
  if (text.length > 4 * COMFORTABLE_TOKENS) return undefined
  if (estimateTokens(text) > Math.min(COMFORTABLE_TOKENS, COMFORTABLE_SHARE * window)) return undefined
  return directMessages({
    query,
    isDefaultQuery: query === DEFAULT_QUERY,
    context: context.payload,
    answerType,
    customPrompt,
  })
}
