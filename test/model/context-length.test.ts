import { expect, it } from 'vitest'
import { ModelError } from '../../src/errors.ts'
import { withRetries } from '../../src/model/retry.ts'
import { statedWindow } from '../../src/model/stated-window.ts'
import { type HttpAnswer, startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { clientOf, question } from './question.ts'

function refusal(message: string, fields: object = {}, status = 400): HttpAnswer {
  return { status, body: { error: { message, type: 'invalid_request_error', ...fields } } }
}

const LLAMA_TYPE = { code: 400, type: 'exceed_context_size_error' }

const REFUSALS: [provider: string, answer: HttpAnswer, contextWindow: number | undefined][] = [
  [
    'OpenAI',
    refusal(
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.",
      { code: 'context_length_exceeded', param: 'messages' },
    ),
    8192,
  ],
  [
    'OpenAI, without a number',
    refusal('Your input exceeds the context window of this model.', { code: 'context_length_exceeded' }),
    undefined,
  ],
  [
    'Azure',
    refusal(
      "This model's maximum context length is 128000 tokens, however you requested 130002 tokens (129002 in your prompt; 1000 for the completion).",
      { type: null, code: null },
    ),
    128_000,
  ],
  [
    'vLLM',
    {
      status: 400,
      body: {
        object: 'error',
        message:
          "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion).",
        type: 'BadRequestError',
        code: 400,
      },
    },
    16_384,
  ],
  [
    'vLLM, of its engine',
    refusal('The decoder prompt (length 40000) is longer than the maximum model length of 32768.', { code: 400 }),
    32_768,
  ],
  [
    'llama.cpp',
    refusal('request (14429 tokens) exceeds the available context size (8192 tokens), try increasing it', LLAMA_TYPE),
    8192,
  ],
  [
    'an older llama.cpp',
    refusal('the request exceeds the available context size. try increasing the context size', LLAMA_TYPE, 500),
    undefined,
  ],
  [
    'SGLang',
    refusal("The input (5000 tokens) is longer than the model's context length (4096 tokens).", { code: 400 }),
    4096,
  ],
  [
    'OpenRouter',
    refusal(
      "This endpoint's maximum context length is 131072 tokens. However, you requested about 138956 tokens (7884 of text input, 131072 in the output).",
      { code: 400, type: undefined },
    ),
    131_072,
  ],
  ['Anthropic', refusal('prompt is too long: 210344 tokens > 200000 maximum'), 200_000],
  [
    'Anthropic, with the reply counted',
    refusal(
      'input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again',
    ),
    200_000,
  ],
  [
    'Google',
    refusal('The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', {
      code: 400,
      type: undefined,
    }),
    1_048_576,
  ],
  [
    'xAI',
    refusal("This model's maximum prompt length is 131072 but the request contains 537812 tokens.", { code: null }),
    131_072,
  ],
]

it.each(REFUSALS)(
  'knows a full window by the words of %s, and does not try again',
  async (_, answer, contextWindow) => {
    await using server = await startChatServer(() => answer)
    const error = await failureOf(withRetries(clientOf(server)).complete(question(), {}))
    expect(error).toBeInstanceOf(ModelError)
    expect(error).toMatchObject({ code: 'context-length', isRetryable: false, contextWindow })
    expect(server.requests).toHaveLength(1)
  },
)

it('knows a full window that is told amid a stream', async () => {
  const error = { message: "This model's maximum context length is 8192 tokens.", code: 400 }
  await using server = await startChatServer(() => ({ text: 'Seven', errorChunk: { error } }))
  const failure = await failureOf(clientOf(server).complete(question(), {}))
  expect(failure).toMatchObject({ code: 'context-length', contextWindow: 8192 })
})

it.each([
  ['Rate limit reached for tokens per minute: Limit 30000, Requested 31000.', 429, 'rate-limit'],
  ["Invalid 'temperature': 3 is greater than the maximum of 2.", 400, 'bad-request'],
  ['max_tokens is too large: 50000. This model supports at most 16384 completion tokens.', 400, 'bad-request'],
])('does not take %j for a full window', async (message, status, code) => {
  await using server = await startChatServer(() => refusal(message, {}, status))
  const failure = await failureOf(clientOf(server).complete(question(), {}))
  expect(failure).toMatchObject({ code, contextWindow: undefined })
})

it("knows a full window by another client's error", async () => {
  const thrown = Object.assign(new Error('Maximum context length is 8,192 tokens.'), { status: 400 })
  const client = withRetries({ complete: () => Promise.reject(thrown) })
  expect(await failureOf(client.complete(question(), {}))).toMatchObject({
    code: 'context-length',
    contextWindow: 8192,
  })
})

it.each(['', 'maximum context length is unknown', 'context length is 0', 'tokens > 5'])(
  'states nothing in %j',
  (words) => {
    expect(statedWindow(words)).toBeUndefined()
  },
)
