import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OfflineServer, startOfflineServer } from '../../../examples/offline/server.ts'

let server: OfflineServer
let client: OpenAI

const request = {
  model: 'any',
  messages: [{ role: 'user', content: 'Question: How many ships are there?\n<text>\nThere are 12 ships.\n</text>' }],
} satisfies OpenAI.ChatCompletionCreateParams

beforeAll(async () => {
  server = await startOfflineServer()
  client = new OpenAI({ apiKey: 'none', baseURL: server.baseURL, maxRetries: 0 })
})

afterAll(() => server.close())

test('answers under its own name, whatever model is asked for', async () => {
  const completion = await client.chat.completions.create(request)
  expect(completion.model).toBe('offline-rule-based')
  expect(completion.choices[0]?.message.content).toBe('12')
  expect(completion.choices[0]?.finish_reason).toBe('stop')
})

test('streams the reply, then the usage where it is asked for', async () => {
  const stream = await client.chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks: OpenAI.ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('12')
  expect(chunks.filter(({ choices }) => choices[0]?.finish_reason === 'stop')).toHaveLength(1)
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 18, completion_tokens: 1 } })
})

test('leaves the usage out of a stream that does not ask for it', async () => {
  const stream = await client.chat.completions.create({ ...request, stream: true })
  for await (const { usage } of stream) expect(usage).toBeUndefined()
})

test('refuses what is no chat completion, and other paths', async () => {
  const malformed = await fetch(`${server.baseURL}/chat/completions`, { method: 'POST', body: '{"messages": 3}' })
  const elsewhere = await fetch(`${server.baseURL}/models`)
  expect([malformed.status, elsewhere.status]).toEqual([400, 404])
})
