import { type ChatRequest, errorBody, type Reply } from './chat-server.ts'
import { block } from './script.ts'

/** Everything that an endpoint and a network do wrong. */
export const FAULTS: Record<string, Reply> = {
  'a refused request': { status: 400, body: errorBody('no') },
  'a wrong key': { status: 401, body: errorBody('wrong key', 'invalid_api_key') },
  'an account without credit': { status: 429, body: errorBody('no credit', 'insufficient_quota') },
  'an unknown model': { status: 404, body: errorBody('no such model', 'model_not_found') },
  'a rate limit': { status: 429, headers: { 'retry-after-ms': '20' }, body: errorBody('slow down') },
  'a server error': { status: 500, body: errorBody('oops') },
  'an overload': { status: 503, headers: { 'retry-after-ms': '20' }, body: 'busy' },
  'a page of HTML': { status: 200, body: '<html>Please log in</html>' },
  'a reset before the headers': { reset: true },
  'a stream that is cut': { text: 'Let me', cut: 'after-first' },
  'a stream that is cut in its JSON': { text: 'Let me', cut: 'mid-json' },
  'a stream that ends early': { text: 'Let me', cut: 'after-first', cutCleanly: true },
  'an error amid the stream': { text: 'Let me', errorChunk: errorBody('overloaded', 'server_error') },
  'a filtered reply': { text: '', finishReason: 'content_filter' },
  'a refusal as too long': { status: 400, body: errorBody('too long', 'context_length_exceeded') },
  'no content': { text: null },
}

const ROOT = [block('const a = llm_query("nested")\nprint(a)'), block('FINAL(a)')]
const NESTED = [block('const b = llm_query("leaf")'), block('FINAL(b)')]

/** The models of a run without a fault: a block that calls a nested run, whose block calls a model; five calls. */
export function faultless({ body }: ChatRequest): Reply {
  const turns = body.messages.filter(({ role }) => role === 'assistant').length
  if (body.model === 'root-model') return (turns === 0 ? ROOT[0] : ROOT[1]) ?? ''
  const isNested = body.messages[0]?.role === 'system'
  if (!isNested) return 'leaf answer'
  return (turns === 0 ? NESTED[0] : NESTED[1]) ?? ''
}
