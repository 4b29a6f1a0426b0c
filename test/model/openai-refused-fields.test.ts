import { expect, it } from 'vitest'
import { type ChatHandler, errorBody, startChatServer } from '../support/chat-server.ts'
import { clientOf, question } from './question.ts'

const REQUEST = question({ options: { maxOutputTokens: 50 }, cacheKey: 'run-1' })

/** Refuses requests that carry `field`, in the given words. */
function refusing(field: string, message: string, status = 400): ChatHandler {
  return ({ body }) =>
    field in body ? { status, body: errorBody(message, 'unknown_parameter', field) } : { text: 'ok', usage: null }
}

it.each([
  ['stream_options', 'Unrecognized request argument supplied: stream_options', 400],
  ['prompt_cache_key', "property 'prompt_cache_key' is unsupported", 400],
  ['prompt_cache_key', 'body.prompt_cache_key: Extra inputs are not permitted', 422],
])('goes without %s where the endpoint refuses it (%s), and remembers', async (field, message, status) => {
  await using server = await startChatServer(refusing(field, message, status))
  const client = clientOf(server)
  expect(await client.complete(REQUEST, {})).toMatchObject({ text: 'ok' })
  expect(await client.complete(REQUEST, {})).toMatchObject({ text: 'ok' })
  expect(server.requests.map(({ body }) => field in body)).toEqual([true, false, false])
})

it('says max_tokens to an endpoint that refuses max_completion_tokens, and remembers', async () => {
  const message = "Unknown parameter: 'max_completion_tokens'."
  await using server = await startChatServer(refusing('max_completion_tokens', message))
  const client = clientOf(server)
  await client.complete(REQUEST, {})
  await client.complete(REQUEST, {})
  expect(server.requests.map(({ body }) => body['max_tokens'])).toEqual([undefined, 50, 50])
})

it('does without several fields, one after the other', async () => {
  await using server = await startChatServer(({ body }) => {
    const refused = ['stream_options', 'prompt_cache_key', 'max_completion_tokens'].find((field) => field in body)
    return refused === undefined ? 'ok' : { status: 400, body: errorBody(`Unknown parameter: ${refused}`) }
  })
  expect(await clientOf(server).complete(REQUEST, {})).toMatchObject({ text: 'ok' })
  expect(server.requests).toHaveLength(4)
})

it('does not take a refused value for a refused field', async () => {
  const message = 'max_completion_tokens is too large: 50. This model supports at most 16 completion tokens.'
  await using server = await startChatServer(() => ({ status: 400, body: errorBody(message, 'invalid_value') }))
  await expect(clientOf(server).complete(REQUEST, {})).rejects.toMatchObject({ code: 'bad-request', status: 400 })
  expect(server.requests).toHaveLength(1)
})

it('forgets a suspicion that did not help', async () => {
  await using server = await startChatServer(({ index }) =>
    index < 2 ? { status: 400, body: errorBody('Unknown parameter: prompt_cache_key, or so') } : 'ok',
  )
  const client = clientOf(server)
  await expect(client.complete(REQUEST, {})).rejects.toMatchObject({ code: 'bad-request' })
  await client.complete(REQUEST, {})
  expect(server.requests.map(({ body }) => 'prompt_cache_key' in body)).toEqual([true, false, true])
})
