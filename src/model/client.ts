import type { TokenUsage } from '../cost/usage.ts'

/** One message of a chat. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** Parameters of a role's model calls; each is sent only where given. */
export interface ModelOptions {
  temperature?: number | undefined
  topP?: number | undefined
  /** Tokens of the reply, reasoning included. */
  maxOutputTokens?: number | undefined
  reasoningEffort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | undefined
  seed?: number | undefined
  /** Further fields of the request body, sent as they are. */
  extraBody?: Record<string, unknown> | undefined
}

/** One request to a model. */
export interface ModelRequest {
  model: string
  messages: readonly ChatMessage[]
  options?: ModelOptions | undefined
  /** The same for all requests of one run: lets the provider route them to one prompt cache. */
  cacheKey?: string | undefined
}

/** A model's whole reply. */
export interface ModelReply {
  text: string
  /** `'length'`: the reply was cut at the output limit. */
  finishReason: 'stop' | 'length' | 'content-filter' | 'other'
  /** Left out where the provider reports none. */
  usage?: TokenUsage | undefined
  /** USD, where the provider itself reports what the call cost. */
  costUsd?: number | undefined
}

/** What a model call may use besides its request. */
export interface ModelCallOptions {
  /** Aborts the call. */
  signal?: AbortSignal | undefined
  /** Receives the reply's text as it arrives. */
  onText?: ((delta: string) => void) | undefined
  /** Told before a failed attempt is repeated: what `onText` had brought of it is void. */
  onRetry?: ((retry: ModelRetry) => void) | undefined
  /** Whether a failed attempt must not be repeated, because something has already been done with its text. */
  isCommitted?: (() => boolean) | undefined
  /** Set by the retry loop: this repeats a failed attempt, and goes before new calls. */
  isRetry?: boolean | undefined
}

/** A failed attempt that will be repeated. */
export interface ModelRetry {
  /** 1 for the first retry. */
  attempt: number
  /** Wait before it, in milliseconds, without that for a turn at a throttled endpoint. */
  delayMs: number
  error: unknown
}

/**
 * Anything that answers chat requests. Retries, concurrency and cost are handled around it: a client sends one request
 * once, and throws a `ModelError` (or any error with an HTTP `status`) when that fails.
 */
export interface ModelClient {
  /** Names what is behind it, such as a URL: replies are found again only under the same name. Default: none. */
  readonly endpoint?: string | undefined
  complete(request: ModelRequest, options: ModelCallOptions): Promise<ModelReply>
}
