import { throwIfAborted } from '../errors.ts'
import type { OpenAI } from 'openai'
import type { Callee } from './callee.ts'
import type { ModelClient, ModelRequest } from './client.ts'
import { patientDispatcher } from './fetch-dispatcher.ts'
import { IdleWatch } from './idle-watch.ts'
import { readCompletion } from './read-completion.ts'
import { redact } from './redact.ts'
import { type DispensableField, refusedField, requestBody } from './request-body.ts'
import { requestError } from './request-error.ts'

/** Options of `openAIClient`. */
export interface OpenAIClientOptions {
  /** Key of the endpoint. */
  apiKey?: string | undefined
  /** Any OpenAI-compatible endpoint. Default: OpenAI's. */
  baseURL?: string | undefined
  /** Further HTTP headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Longest wait without a byte, before the first one too, in milliseconds. Default 600,000. */
  timeoutMs?: number | undefined
  /** A ready `OpenAI` or `AzureOpenAI` instance, used as it is except for its own retries, which are off. */
  client?: OpenAI | undefined
}

/** How requests reach an endpoint, and what it has refused so far. */
interface Line {
  client: OpenAI
  headers: Readonly<Record<string, string>>
  refused: Set<DispensableField>
}

const DEFAULT_BASE_URL = 'https://api.openai.com/v1'
const CREDENTIAL_HEADER = /auth|key|token|secret|cookie/i

/**
 * A client for any endpoint that speaks OpenAI's Chat Completions. Replies are always streamed; each call is one
 * request, sent again at once only without a dispensable field that the endpoint refuses, which is then remembered.
 *
 * @throws ModelError for whatever the endpoint or the network does wrong; nothing on it holds a key.
 * @throws RLMError with code `'aborted'` when the signal aborts; the connection is closed at once.
 */
export function openAIClient(options: OpenAIClientOptions): ModelClient {
  const { client, baseURL = DEFAULT_BASE_URL, timeoutMs = 600_000 } = options
  let opening: Promise<Line> | undefined
  return {
    endpoint: client?.baseURL ?? baseURL,
    async complete(request, { signal, onText }) {
      opening ??= openLine(options)
      const line = await opening
      throwIfAborted(signal)
      const callee = calleeOf(line, request)
      const watch = new IdleWatch(timeoutMs, signal)
      try {
        const response = await send(line, request, { callee, watch })
        watch.heard()
        return await readCompletion(response, { callee, watch, onText })
      } finally {
        watch.close()
      }
    },
  }
}

async function openLine({ client, headers = {}, ...options }: OpenAIClientOptions): Promise<Line> {
  return { client: client ?? (await connect(options)), headers, refused: new Set() }
}

/** Loads the client library with the first call: it is half of what importing this package would cost. */
async function connect({ apiKey, baseURL = DEFAULT_BASE_URL }: OpenAIClientOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai')
  return new OpenAI({
    ...(apiKey === undefined ? {} : { apiKey }),
    baseURL,
    adminAPIKey: null,
    fetch: patientFetch,
  })
}

function patientFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const dispatcher = patientDispatcher()
  return fetch(input, { ...init, ...(dispatcher === undefined ? {} : { dispatcher }) })
}

/** Sends the request until no dispensable field is refused any more. */
async function send(line: Line, request: ModelRequest, call: { callee: Callee; watch: IdleWatch }): Promise<Response> {
  const refused = new Set(line.refused)
  for (;;) {
    const body = requestBody(request, refused)
    try {
      const response = await post(line, body, call.watch)
      // Only a request that got through proves that the field was at fault.
      for (const field of refused) line.refused.add(field)
      return response
    } catch (error) {
      const field = call.watch.signal.aborted ? undefined : refusedField(error, body)
      if (field === undefined) throw requestError(error, call.callee, call.watch)
      refused.add(field)
    }
  }
}

async function post({ client, headers }: Line, body: Record<string, unknown>, watch: IdleWatch): Promise<Response> {
  const { signal, timeoutMs: timeout } = watch
  // The body is checked by the endpoint, which alone knows what `extraBody` may hold.
  const streamed = body as unknown as OpenAI.ChatCompletionCreateParamsStreaming
  return client.chat.completions.create(streamed, { headers, signal, timeout, maxRetries: 0 }).asResponse()
}

function calleeOf({ client, headers }: Line, { model }: ModelRequest): Callee {
  const url = URL.parse(client.baseURL)
  const credentials = Object.entries(headers).filter(([name]) => CREDENTIAL_HEADER.test(name))
  const secrets = [client.apiKey, url?.password, ...credentials.map(([, value]) => value)]
  const known = secrets.filter((secret) => typeof secret === 'string')
  return { host: url?.host ?? 'the endpoint', model, redact: (text) => redact(text, known) }
}
