import type { ModelRequest } from './client.ts'

/** Fields that a request can do without; some endpoints refuse requests that carry them. */
export type DispensableField = 'stream_options' | 'max_completion_tokens' | 'prompt_cache_key'

const DISPENSABLE: readonly DispensableField[] = ['stream_options', 'max_completion_tokens', 'prompt_cache_key']

/** Words of a refusal that is about a field as such, not about its value. */
const REFUSES_A_FIELD =
  /unsupported|unrecognized|unknown|unexpected|extra|not (?:supported|permitted|allowed|recognized|implemented)|(?:does not|doesn't) support|invalid (?:field|parameter|argument|property)/i

/** Body of a Chat Completions request, without the fields that the endpoint is known to refuse. */
export function requestBody(request: ModelRequest, refused: ReadonlySet<DispensableField>): Record<string, unknown> {
  const { model, messages, options = {}, cacheKey } = request
  const maxTokensField = refused.has('max_completion_tokens') ? 'max_tokens' : 'max_completion_tokens'
  return given({
    model,
    messages,
    temperature: options.temperature,
    top_p: options.topP,
    [maxTokensField]: options.maxOutputTokens,
    reasoning_effort: options.reasoningEffort,
    seed: options.seed,
    prompt_cache_key: refused.has('prompt_cache_key') ? undefined : cacheKey,
    ...options.extraBody,
    stream: true,
    stream_options: refused.has('stream_options') ? undefined : { include_usage: true },
  })
}

/** The field that a refused request could have done without, where the refusal names one. */
export function refusedField(error: unknown, body: Record<string, unknown>): DispensableField | undefined {
  if (!(error instanceof Error) || !('status' in error) || (error.status !== 400 && error.status !== 422))
    return undefined
  const words = `${error.message} ${'code' in error ? String(error.code) : ''}`
  if (!REFUSES_A_FIELD.test(words)) return undefined
  const param = 'param' in error ? error.param : undefined
  return DISPENSABLE.find((field) => field in body && (param === field || words.includes(field)))
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
