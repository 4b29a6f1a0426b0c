import { expect, it } from 'vitest'
import { OpenAI } from 'openai'
import { openAIClient, type OpenAIClientOptions } from '../../src/model/openai.ts'
import { errorBody, type Reply, startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { question } from './question.ts'

const KEY = 'Zq7LmXw2-Rt9bVkP4-Hn6cYd8s'
const GATEWAY_KEY = 'Jf3uWe5x-Ka1oTi0g'

/** What a key is known by: any eight characters of it in a row, and its last four. */
function traces(key: string): string[] {
  const windows = Array.from({ length: key.length - 7 }, (_, start) => key.slice(start, start + 8))
  return [...windows, key.slice(-4)]
}

/** Every string that can be reached from a value, through hidden properties, prototypes' getters and maps too. */
function strings(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value]
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return []
  seen.add(value)
  const own = Reflect.ownKeys(value).flatMap((key) => [String(key), ...strings(Reflect.get(value, key), seen)])
  const entries =
    value instanceof Headers || value instanceof Map ? [...value].flatMap((entry) => strings(entry, seen)) : []
  return [...own, ...entries]
}

const ECHO = `Incorrect API key provided: ${KEY.slice(0, 6)}*****${KEY.slice(-4)}. Or is it ${KEY}? Gateway ${GATEWAY_KEY}.`

const REPLIES: [string, Reply][] = [
  ['a 401 that quotes the key', { status: 401, body: errorBody(ECHO, KEY) }],
  ['a 429 that quotes the key', { status: 429, headers: { 'x-echo': KEY }, body: errorBody(ECHO) }],
  ['a 500 page that quotes the key', { status: 500, body: `<pre>authorization: Bearer ${KEY}</pre>` }],
  ['an error in a 200', { status: 200, body: { error: { message: ECHO, code: KEY } } }],
  ['an error amid the stream', { text: 'Seven.', errorChunk: { error: { message: ECHO } } }],
  ['a page in a 200', { status: 200, body: `<p>${ECHO}` }],
  ['a reset connection', { reset: true }],
  ['a cut connection', { text: 'Seven.', cut: 'mid-json' }],
]

const CLIENTS: [string, (baseURL: string) => OpenAIClientOptions][] = [
  ['an endpoint', (baseURL) => ({ apiKey: KEY, baseURL, headers: { 'x-gateway-key': `Bearer ${GATEWAY_KEY}` } })],
  [
    'a given client',
    (baseURL) => ({ client: new OpenAI({ apiKey: KEY, baseURL }), headers: { Authorization2: GATEWAY_KEY } }),
  ],
]

const CASES = REPLIES.flatMap(([title, reply]) => CLIENTS.map(([of, options]) => [title, of, reply, options] as const))

it.each(CASES)('no part of a key is on the error of %s, with %s', async (_title, _of, reply, options) => {
  await using server = await startChatServer(() => reply)
  const error = await failureOf(openAIClient(options(server.url)).complete(question(), {}))
  const said = [...strings(error), error.stack ?? '', JSON.stringify(error), String(error)].join('\n')
  expect(said).toContain('test-model')
  expect([...traces(KEY), ...traces(GATEWAY_KEY)].filter((trace) => said.includes(trace))).toEqual([])
})

it('keeps a key out of the error of a header that cannot be sent', async () => {
  const client = openAIClient({ apiKey: `${KEY}\n${KEY}`, baseURL: 'http://127.0.0.1:9/v1' })
  const error = await failureOf(client.complete(question(), {}))
  const said = strings(error).join('\n')
  expect(traces(KEY).filter((trace) => said.includes(trace))).toEqual([])
})

it('keeps credentials of the URL out of its errors', async () => {
  const client = openAIClient({ apiKey: 'none', baseURL: `http://user:${KEY}@127.0.0.1:9/v1` })
  const said = strings(await failureOf(client.complete(question(), {}))).join('\n')
  expect(traces(KEY).filter((trace) => said.includes(trace))).toEqual([])
})
