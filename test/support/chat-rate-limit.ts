import { setTimeout } from 'node:timers/promises'
import { type ChatHandler, errorBody } from './chat-server.ts'

/** Options of `rateLimited`. */
export interface RateLimit {
  callsPerSecond: number
  /** Calls that a full token bucket lets through at once. */
  burst: number
  /** How long an answer takes. */
  serviceMs: number
  /** Headers of a refusal. */
  headers?: Record<string, string>
}

/** An endpoint with a token bucket in front; what it lets through and what it refuses is written down. */
export function rateLimited({ callsPerSecond, burst, serviceMs, headers = {} }: RateLimit) {
  const answered: string[] = []
  const refused: string[] = []
  const bucket = new TokenBucket(callsPerSecond, burst)
  const handler: ChatHandler = async ({ body }) => {
    const prompt = body.messages.at(-1)?.content ?? ''
    if (!bucket.take()) {
      refused.push(prompt)
      return { status: 429, headers, body: errorBody('Slow down', 'rate_limit_exceeded') }
    }
    answered.push(prompt)
    await setTimeout(serviceMs)
    return `A(${prompt})`
  }
  return { handler, answered, refused }
}

class TokenBucket {
  readonly #tokensPerMs: number
  readonly #size: number
  #tokens: number
  #filledAt = performance.now()

  constructor(tokensPerSecond: number, size: number) {
    this.#tokensPerMs = tokensPerSecond / 1000
    this.#size = size
    this.#tokens = size
  }

  take(): boolean {
    const now = performance.now()
    this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#filledAt) * this.#tokensPerMs)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
