import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'

/** The body of a request, as far as tests look into it. */
export const chatBodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
})

/** A parsed `chatBodySchema`. */
export type ChatBody = z.infer<typeof chatBodySchema>

/** A request that the server received. */
export interface ChatRequest {
  /** From 0, in order of arrival. */
  index: number
  body: ChatBody
  headers: IncomingHttpHeaders
}

/** Usage as the wire carries it. */
export interface WireUsage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens?: number
  prompt_tokens_details?: { cached_tokens?: number } | null
  completion_tokens_details?: { reasoning_tokens?: number } | null
  cost?: number
}

/** A chat completion, whole or spoiled. */
export interface Completion {
  /** The reply's text; `null` sends null content. */
  text: string | null
  /** The text split as it is to be streamed. Default: a few pieces. */
  pieces?: (string | null)[]
  /** Default `'stop'`; `null` ends the stream without one. */
  finishReason?: string | null
  /** Default: an estimate; `null` reports none. */
  usage?: WireUsage | null
  /** Leaves `role` out of the chunks, as some servers do. */
  withoutRole?: boolean
  /** Sends this as `reasoning_content` before the text. */
  reasoning?: string
  /** Holds the headers back until it resolves. */
  holdHeaders?: Promise<unknown>
  /** Holds everything after the first piece back until it resolves; an SSE comment goes out at each tick of `tickMs`. */
  holdAfterFirst?: Promise<unknown>
  /** While holding after the first piece: milliseconds between SSE comments. */
  tickMs?: number
  /** Destroys the connection: after the first piece (and its hold), there amid a chunk's JSON, or after the finish reason. */
  cut?: 'after-first' | 'mid-json' | 'after-finish'
  /** Ends the body cleanly where `cut` says instead of destroying the connection. */
  cutCleanly?: boolean
  /** Sends this object as a chunk after the first piece. */
  errorChunk?: object
  /** Leaves the response open after `[DONE]`. */
  neverEnds?: boolean
  /** Answers with one JSON object although a stream was asked for. */
  ignoresStream?: boolean
}

/** An HTTP answer that is no completion: a status, headers and a body (an object goes out as JSON). */
export interface HttpAnswer {
  status: number
  headers?: Record<string, string>
  body?: object | string
  /** Leaves the response open after the body. */
  neverEnds?: boolean
}

/** What a handler answers: text, a completion, a raw answer, or a connection reset before the headers. */
export type Reply = string | Completion | HttpAnswer | { reset: true }

/** An error body as OpenAI writes it. */
export function errorBody(message: string, code: string | null = null, param: string | null = null): object {
  return { error: { message, type: 'invalid_request_error', param, code } }
}
