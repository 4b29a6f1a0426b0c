import { listEntry } from './prices.ts'

/**
 * Tokens that a model's context window holds, request and reply together, or `undefined` where the price library does
 * not know the model or its window. Names are read as for prices: dated ones (`gpt-5.4-2026-03-05`) and those with
 * their provider before a slash (`openai/gpt-5.4`) included.
 */
export function contextWindowOf(model: string): number | undefined {
  return listEntry(model, {})?.model.context_window
}
