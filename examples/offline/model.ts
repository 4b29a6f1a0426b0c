import { isRoot, type Message } from './conversation.ts'
import { readPrompt } from './reader/reader.ts'
import { nextReply } from './root/policy.ts'

/** The model name under which the stand-in answers, so that no log or summary can pass it off as a language model. */
export const OFFLINE_MODEL = 'offline-rule-based'

/** Answers a chat request by rules: as the root LM of a run, or as the reader of one prompt. */
export function respond(messages: readonly Message[]): string {
  return isRoot(messages) ? nextReply(messages) : readPrompt(messages.at(-1)?.content ?? '')
}
