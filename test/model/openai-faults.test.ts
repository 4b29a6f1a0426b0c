import { expect, it } from 'vitest'
import type { RLMErrorCode } from '../../src/errors.ts'
import { openAIClient } from '../../src/model/openai.ts'
import { errorBody, type HttpAnswer, type Reply, startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { clientOf, question } from './question.ts'

type Row = [title: string, reply: Reply, code: RLMErrorCode, isRetryable: boolean, message: RegExp]

const CONTEXT_LENGTH = "This model's maximum context length is 8192 tokens. However, you requested 9000."

function status(status: number, message: string, code: string | null = null): HttpAnswer {
  return { status, body: errorBody(message, code) }
}

function chunkError(error: object): Reply {
  return { text: 'Seven', errorChunk: { error } }
}

const STATUSES: Row[] = [
  [
    '401',
    status(401, 'Invalid credentials.'),
    'authentication',
    false,
    /accept the API key; .* answered 401.*OPENAI_API_KEY/,
  ],
  ['403', status(403, 'Not your model.'), 'authentication', false, /answered 403: "Not your model\."/],
  ['400', status(400, "Invalid 'temperature'."), 'bad-request', false, /answered 400: "Invalid 'temperature'\."/],
  [
    '404',
    status(404, 'The model `x` does not exist', 'model_not_found'),
    'bad-request',
    false,
    /does not exist.*Check `model`/,
  ],
  ['422', status(422, 'Unprocessable'), 'bad-request', false, /answered 422/],
  ['402', status(402, 'Insufficient Balance'), 'quota', false, /credit left/],
  ['429 without credit', status(429, 'You exceeded your quota', 'insufficient_quota'), 'quota', false, /Add credit/],
  [
    '429',
    status(429, 'Slow down', 'rate_limit_exceeded'),
    'rate-limit',
    true,
    /rate limit; .*Slow down.*maxConcurrency/,
  ],
  [
    '400 of a full window',
    status(400, CONTEXT_LENGTH),
    'context-length',
    false,
    /context window; .*9000.*shorter prompts/,
  ],
  ['400 by its code', status(400, 'Too long', 'context_length_exceeded'), 'context-length', false, /larger window/],
  ['413', status(413, 'Payload too large'), 'context-length', false, /answered 413/],
  ['408', status(408, 'Too slow'), 'timeout', true, /answered 408/],
  ['409', status(409, 'Locked'), 'overloaded', true, /answered 409/],
  ['500', status(500, 'Oops'), 'overloaded', true, /answered 500: "Oops"/],
  ['503 as a page', { status: 503, body: '<h1>Busy</h1>' }, 'overloaded', true, /answered 503: "<h1>Busy<\/h1>"/],
  ['529', status(529, 'Overloaded', 'overloaded_error'), 'overloaded', true, /answered 529/],
]

const BODIES: Row[] = [
  [
    '200 with an error',
    { status: 200, body: errorBody('It broke') },
    'bad-request',
    false,
    /with an error: "It broke"/,
  ],
  ['200 with a bare error', { status: 200, body: { error: 'It broke' } }, 'bad-response', true, /"It broke"/],
  [
    '200 with a page',
    { status: 200, body: '<!doctype html><p>Hi' },
    'bad-response',
    true,
    /200 with "<!doctype.*ends in \/v1/,
  ],
  ['200 with other JSON', { status: 200, body: { ok: true } }, 'bad-response', true, /answered 200 with/],
  ['200 with an empty body', { status: 200, body: '' }, 'bad-response', true, /answered 200 with ""/],
  ['200 without choices', { status: 200, body: { choices: [] } }, 'bad-response', true, /answered 200 with/],
  ['a chunk that is none', { text: 'ab', errorChunk: { choices: 'none' } }, 'bad-response', true, /choices/],
  [
    'an error amid the stream',
    chunkError({ message: 'Worn out', type: 'server_error' }),
    'overloaded',
    true,
    /"Worn out"/,
  ],
  ["a router's late 429", chunkError({ message: 'Slow down', code: 429 }), 'rate-limit', true, /answered 429/],
  ["a router's late 402", chunkError({ message: 'No credit', code: 402 }), 'quota', false, /No credit/],
]

const CONNECTIONS: Row[] = [
  ['a reset before the headers', { reset: true }, 'connection', true, /was not reached/],
  [
    'a connection cut between chunks',
    { text: 'Seven.', cut: 'after-first' },
    'connection',
    true,
    /broke off its reply/,
  ],
  ['a connection cut inside a chunk', { text: 'Seven.', cut: 'mid-json' }, 'connection', true, /broke off its reply/],
  [
    'a body that ends inside a chunk',
    { text: 'Seven.', cut: 'mid-json', cutCleanly: true },
    'connection',
    true,
    /inside a chunk/,
  ],
  [
    'a body that ends between chunks',
    { text: 'Seven.', cut: 'after-first', cutCleanly: true },
    'connection',
    true,
    /without a finish reason/,
  ],
  [
    'a stream without a finish reason',
    { text: 'Seven.', finishReason: null },
    'connection',
    true,
    /without a finish reason/,
  ],
]

it.each([...STATUSES, ...BODIES, ...CONNECTIONS])(
  'fails on %s with its code',
  async (_, reply, code, isRetryable, message) => {
    await using server = await startChatServer(() => reply)
    const error = await failureOf(clientOf(server).complete(question(), {}))
    expect(error).toMatchObject({ name: 'ModelError', code, isRetryable })
    expect(error.message).toMatch(message)
    expect(error.message).toContain('(model test-model)')
    expect(server.requests).toHaveLength(1)
  },
)

it.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['more than a minute', { 'retry-after': '120' }, 120_000],
  ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '1' }, 250],
  ['nothing', {}, undefined],
])('passes on a Retry-After of %s', async (_, headers, retryAfterMs) => {
  await using server = await startChatServer(() => ({ ...status(429, 'Slow down'), headers }))
  const error = await failureOf(clientOf(server).complete(question(), {}))
  expect(error).toMatchObject({ status: 429, retryAfterMs })
})

it('names the host that was asked and quotes no more than a line of what it said', async () => {
  await using server = await startChatServer(() => ({ status: 500, body: `<p>${'long\n'.repeat(1000)}` }))
  const error = await failureOf(clientOf(server).complete(question(), {}))
  expect(error.message).toContain(new URL(server.url).host)
  expect(error.message.length).toBeLessThan(600)
  expect(error.message).not.toContain('\n')
})

it('tells a port where nobody listens as a connection error that keeps the cause', async () => {
  const server = await startChatServer(() => 'ok')
  const client = clientOf(server)
  await server.close()
  const error = await failureOf(client.complete(question(), {}))
  expect(error).toMatchObject({ code: 'connection', isRetryable: true })
  expect(error.message).toMatch(/was not reached: "connect ECONNREFUSED/)
})

it('tells a request that cannot be made as a bad one', async () => {
  const client = openAIClient({ apiKey: 'two\nlines', baseURL: 'http://127.0.0.1:9/v1' })
  const error = await failureOf(client.complete(question(), {}))
  expect(error).toMatchObject({ code: 'bad-request', isRetryable: false })
  expect(error.message).toMatch(/was not asked: .*header value/)
})

it.each([
  ['the headers', () => ({ text: 'Seven.', holdHeaders: new Promise(() => undefined) })],
  ['the next byte', () => ({ text: 'Seven.', holdAfterFirst: new Promise(() => undefined) })],
])('gives up when %s do not come for timeoutMs, and closes the connection', async (_, handler) => {
  await using server = await startChatServer(handler)
  const error = await failureOf(clientOf(server, { timeoutMs: 60 }).complete(question(), {}))
  expect(error).toMatchObject({ code: 'timeout', isRetryable: true })
  expect(error.message).toMatch(/sent nothing for 60 ms .*Raise `timeoutMs`/)
  expect(await server.requests[0]?.ended).toBe('disconnected')
})

it('takes comments for signs of life: only silence times out', async () => {
  const longer = new Promise((resolve) => {
    setTimeout(resolve, 900)
  })
  await using server = await startChatServer(() => ({ text: 'Seven.', holdAfterFirst: longer, tickMs: 25 }))
  expect(await clientOf(server, { timeoutMs: 400 }).complete(question(), {})).toMatchObject({ text: 'Seven.' })
})
