import { setTimeout } from 'node:timers/promises'
import { rateLimited } from '../../test/support/chat-rate-limit.ts'
import type { ChatHandler, ChatRequest, Reply } from '../../test/support/chat-server.ts'

/** What the endpoint of a measurement answers; plain data, as it travels to the endpoint's process. */
export interface Script {
  /** Replies of the root LM, turn by turn. */
  replies: readonly RootReply[]
  /** How long each of them takes, in milliseconds. Default 0. */
  replyMs?: number
  /** How long an answer to a sub-call takes, in milliseconds. Default 0. */
  subCallMs?: number
  /** A rate limit in front of sub-calls. Default: none. */
  rateLimit?: { callsPerSecond: number; burst: number; headers: Record<string, string> }
}

/** A reply, or its beginning and the rest that is streamed `pauseMs` after it. */
export type RootReply = string | { beginning: string; pauseMs: number; rest: string }

/** Model of the root LM. */
export const ROOT_MODEL = 'root'

/** Model of sub-calls. */
export const SUB_MODEL = 'sub'

/** A `repl` block. */
export function block(code: string): string {
  return `\`\`\`repl\n${code}\n\`\`\``
}

/** A turn whose block does nothing: after it the sandbox is ready, and what follows is measured without its start. */
export const WARM_UP = block('1 + 1')

/** A block an iteration, and in the last one the answer. */
export function counting(iterations: number): string[] {
  return Array.from({ length: iterations }, (_, index) => {
    const answer = index === iterations - 1 ? '\nFINAL(`${counted}`)' : ''
    return `Counting.\n${block(`var counted = ${index + 1}\nprint(counted)${answer}`)}`
  })
}

/** Answers as the script says; `refusals` counts what its rate limit has refused. */
export function handlerOf(script: Script): { handler: ChatHandler; refusals: () => number } {
  const { subCallMs = 0, rateLimit } = script
  const limit = rateLimit && rateLimited({ ...rateLimit, serviceMs: subCallMs })
  const answerSubCall = limit?.handler ?? (() => setTimeout(subCallMs, 'pong'))
  const handler: ChatHandler = (request) =>
    request.body.model === SUB_MODEL ? answerSubCall(request) : answerRoot(script, request)
  return { handler, refusals: () => limit?.refused.length ?? 0 }
}

async function answerRoot({ replies, replyMs = 0 }: Script, { body }: ChatRequest): Promise<Reply> {
  const turn = body.messages.filter(({ role }) => role === 'assistant').length
  if (replyMs > 0) await setTimeout(replyMs)
  const reply = replies[turn] ?? ''
  if (typeof reply === 'string') return reply
  const { beginning, pauseMs, rest } = reply
  return { text: beginning + rest, pieces: [beginning, rest], holdAfterFirst: setTimeout(pauseMs) }
}
