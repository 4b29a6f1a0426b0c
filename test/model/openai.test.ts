import { AzureOpenAI, OpenAI } from 'openai'
import { expect, it } from 'vitest'
import { openAIClient } from '../../src/model/openai.ts'
import { startChatServer } from '../support/chat-server.ts'
import { clientOf, question } from './question.ts'

it('asks for a stream with usage and sends nothing that was not given', async () => {
  await using server = await startChatServer(() => 'Seven.')
  await clientOf(server).complete(question(), {})
  expect(server.requests[0]?.body).toEqual({
    model: 'test-model',
    messages: [{ role: 'user', content: 'How many?' }],
    stream: true,
    stream_options: { include_usage: true },
  })
  expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-loopback-0123456789abcdef')
})

it('sends every model option under its name on the wire', async () => {
  await using server = await startChatServer(() => 'Seven.')
  const options = {
    temperature: 0.2,
    topP: 0.9,
    maxOutputTokens: 500,
    reasoningEffort: 'low',
    seed: 7,
    extraBody: { service_tier: 'flex', provider: { order: ['a'] } },
  } as const
  await clientOf(server).complete(question({ options, cacheKey: 'run-1' }), {})
  expect(server.requests[0]?.body).toMatchObject({
    temperature: 0.2,
    top_p: 0.9,
    max_completion_tokens: 500,
    reasoning_effort: 'low',
    seed: 7,
    service_tier: 'flex',
    provider: { order: ['a'] },
    prompt_cache_key: 'run-1',
  })
})

it('leaves out options that are undefined, and streams whatever extraBody says', async () => {
  await using server = await startChatServer(() => 'Seven.')
  const options = { temperature: undefined, extraBody: { stream: false } }
  await clientOf(server).complete(question({ options }), {})
  expect(server.requests[0]?.body).toMatchObject({ stream: true })
  expect(server.requests[0]?.body).not.toHaveProperty('temperature')
})

it('resolves to the text, the finish reason and the usage, and streams the text as it arrives', async () => {
  const usage = {
    prompt_tokens: 1200,
    completion_tokens: 300,
    total_tokens: 1500,
    prompt_tokens_details: { cached_tokens: 1024 },
    completion_tokens_details: { reasoning_tokens: 250 },
    cost: 0.0123,
  }
  await using server = await startChatServer(() => ({
    text: 'Seven, I think.',
    pieces: ['Seven', ', I ', 'think.'],
    usage,
  }))
  const deltas: string[] = []
  const reply = await clientOf(server).complete(question(), { onText: (delta) => deltas.push(delta) })
  expect(deltas).toEqual(['Seven', ', I ', 'think.'])
  expect(reply).toEqual({
    text: 'Seven, I think.',
    finishReason: 'stop',
    usage: { inputTokens: 1200, cachedInputTokens: 1024, outputTokens: 300, reasoningTokens: 250 },
    costUsd: 0.0123,
  })
})

it('never reads more cached tokens than there were input tokens', async () => {
  const usage = { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4000 } }
  await using server = await startChatServer(() => ({ text: 'ok', usage }))
  const reply = await clientOf(server).complete(question(), {})
  expect(reply.usage).toMatchObject({ inputTokens: 100, cachedInputTokens: 100 })
})

it('counts reasoning as output where the provider has it in the total alone', async () => {
  const usage = {
    prompt_tokens: 32,
    completion_tokens: 9,
    total_tokens: 135,
    completion_tokens_details: { reasoning_tokens: 94 },
  }
  await using server = await startChatServer(() => ({ text: 'ok', usage }))
  const reply = await clientOf(server).complete(question(), {})
  expect(reply.usage).toMatchObject({ outputTokens: 103, reasoningTokens: 94 })
})

it('leaves usage and cost out where the provider reports none', async () => {
  await using server = await startChatServer(() => ({ text: 'ok', usage: null }))
  const reply = await clientOf(server).complete(question(), {})
  expect(reply.usage).toBeUndefined()
  expect(reply.costUsd).toBeUndefined()
})

it.each([
  ['length', 'length'],
  ['content_filter', 'content-filter'],
  ['tool_calls', 'other'],
])('tells the finish reason %s as %s', async (finishReason, expected) => {
  await using server = await startChatServer(() => ({ text: 'Sev', finishReason }))
  const reply = await clientOf(server).complete(question(), {})
  expect(reply).toMatchObject({ text: 'Sev', finishReason: expected })
})

it.each([
  ['null content', { text: null }],
  ['null content after reasoning', { text: null, reasoning: 'Let me count …', finishReason: 'length' }],
])('takes %s as an empty text', async (_, completion) => {
  await using server = await startChatServer(() => completion)
  const deltas: string[] = []
  const reply = await clientOf(server).complete(question(), { onText: (delta) => deltas.push(delta) })
  expect(reply.text).toBe('')
  expect(deltas).toEqual([])
})

it('understands chunks that lack a role', async () => {
  await using server = await startChatServer(() => ({ text: 'Seven.', withoutRole: true }))
  expect(await clientOf(server).complete(question(), {})).toMatchObject({ text: 'Seven.' })
})

it('keeps characters whole that arrive in pieces, and lines that no newline ends', async () => {
  const body = `data: ${JSON.stringify({ choices: [{ delta: { content: 'größer 🙂' }, finish_reason: 'stop' }] })}`
  await using server = await startChatServer(() => ({
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body,
  }))
  expect(await clientOf(server).complete(question(), {})).toMatchObject({ text: 'größer 🙂' })
})

it('accepts one whole completion from a server that does not stream', async () => {
  await using server = await startChatServer(() => ({ text: 'Seven.', ignoresStream: true }))
  const deltas: string[] = []
  const reply = await clientOf(server).complete(question(), { onText: (delta) => deltas.push(delta) })
  expect(reply).toMatchObject({ text: 'Seven.', finishReason: 'stop', usage: { outputTokens: 2 } })
  expect(deltas).toEqual(['Seven.'])
})

it('keeps a reply that ended after its finish reason, without usage or [DONE]: it was paid for', async () => {
  await using server = await startChatServer(() => ({ text: 'Seven.', cut: 'after-finish', cutCleanly: true }))
  const reply = await clientOf(server).complete(question(), {})
  expect(reply).toMatchObject({ text: 'Seven.', finishReason: 'stop' })
  expect(reply.usage).toBeUndefined()
})

it('does not wait long for a server that leaves its response open after [DONE]', async () => {
  await using server = await startChatServer(() => ({ text: 'Seven.', neverEnds: true }))
  expect(await clientOf(server).complete(question(), {})).toMatchObject({ text: 'Seven.', usage: { outputTokens: 2 } })
  expect(await server.requests[0]?.ended).toBe('disconnected')
})

it('reads responses to their end, so that calls in a row share connections', async () => {
  await using server = await startChatServer(() => 'Seven.')
  const client = clientOf(server)
  for (let call = 0; call < 8; call += 1) await client.complete(question(), {})
  expect(server.totalConnections).toBeLessThanOrEqual(2)
})

it('sends the headers that it was given', async () => {
  await using server = await startChatServer(() => 'ok')
  await clientOf(server, { headers: { 'x-team': 'blue' } }).complete(question(), {})
  expect(server.requests[0]?.headers['x-team']).toBe('blue')
})

it('uses a given OpenAI instance as it is, but without its retries', async () => {
  await using server = await startChatServer(() => ({ status: 500 }))
  const client = new OpenAI({ apiKey: 'k', baseURL: server.url, maxRetries: 3, defaultHeaders: { 'x-own': 'yes' } })
  await expect(openAIClient({ client }).complete(question(), {})).rejects.toMatchObject({ code: 'overloaded' })
  expect(server.requests).toHaveLength(1)
  expect(server.requests[0]?.headers['x-own']).toBe('yes')
})

it('uses a given AzureOpenAI instance with its deployments, key and API version', async () => {
  await using server = await startChatServer(() => 'Seven.')
  const endpoint = server.url.replace('/v1', '')
  const client = new AzureOpenAI({ apiKey: 'azure-key', apiVersion: '2025-01-01', endpoint })
  expect(await openAIClient({ client }).complete(question(), {})).toMatchObject({ text: 'Seven.' })
  expect(server.requests[0]?.headers['api-key']).toBe('azure-key')
})
