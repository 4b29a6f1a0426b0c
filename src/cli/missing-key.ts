import { UsageError } from './usage-error.ts'

const WAYS = `There is no key for a model. Three ways to get going:

  1. A key:     export OPENAI_API_KEY=sk-…
                or put that line, without "export", into a file .env here
  2. A server:  rlm ask "…" --base-url http://localhost:11434/v1 --model NAME
                any server that speaks the Chat Completions API;
                most on your own machine need no key
  3. Neither:   rlm demo
                the examples, against a rule-based stand-in for a model`

/** Explains how to get going where there is neither a key nor a server. */
export function checkKey(baseURL: string | undefined): void {
  const { OPENAI_API_KEY = '', OPENAI_BASE_URL = '' } = process.env
  if (baseURL === undefined && OPENAI_API_KEY.trim() === '' && OPENAI_BASE_URL.trim() === '') throw new UsageError(WAYS)
}
