import { expect, it } from 'vitest'
import { ModelError } from '../../src/errors.ts'
import type { ModelClient, ModelReply } from '../../src/model/client.ts'
import { Gate } from '../../src/model/gate.ts'
import { withRetries } from '../../src/model/retry.ts'
import { scriptedModel } from '../../src/testing.ts'
import { type ChatHandler, startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { clientOf, question } from './question.ts'

/** Refuses the first request as told and answers all others; writes down when each came. */
function refusingFirst(status: number, headers: Record<string, string> = {}) {
  const arrivals: number[] = []
  const handler: ChatHandler = ({ index }) => {
    arrivals.push(performance.now())
    return index === 0 ? { status, headers, body: {} } : 'ok'
  }
  return { arrivals, handler }
}

function chain(client: ModelClient, maxConcurrency = 16): ModelClient {
  return withRetries(new Gate({ maxConcurrency }).limit(client), { isPaced: true })
}

function askMany(client: ModelClient, calls: number): Promise<ModelReply[]> {
  return Promise.all(Array.from({ length: calls }, () => client.complete(question(), {})))
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

/** Lets everything that is ready to run do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** Resolves once `client` has told its first call that it will be repeated. */
function refusedOnce(client: ModelClient) {
  const { promise: refused, resolve } = Promise.withResolvers<void>()
  const call = client.complete(question(), { onRetry: () => resolve() })
  return { call, refused }
}

it('holds every call back for the second that one 429 asks for, then is fast again', async () => {
  const { arrivals, handler } = refusingFirst(429, { 'retry-after': '1' })
  await using server = await startChatServer(handler)
  const client = chain(clientOf(server))
  const { call, refused } = refusedOnce(client)
  await refused
  const refusedAt = performance.now()
  const replies = await Promise.all([call, askMany(client, 60)])
  expect(replies.flat()).toHaveLength(61)
  expect((arrivals[1] ?? 0) - refusedAt).toBeGreaterThan(950)
  expect((arrivals[1] ?? 0) - refusedAt).toBeLessThan(2000)
  // At the rate of 2 per second that a lone refused call begins anew with, 60 calls would take half a minute.
  expect((arrivals.at(-1) ?? 0) - (arrivals[1] ?? 0)).toBeLessThan(8000)
})

it('rejects a call that is aborted in the pause at once, and leaves no timer', async () => {
  const { handler, arrivals } = refusingFirst(429, { 'retry-after': '60' })
  await using server = await startChatServer(handler)
  const gate = new Gate({ maxConcurrency: 4 })
  await failureOf(gate.limit(clientOf(server)).complete(question(), {}))
  const before = timers()
  const controller = new AbortController()
  const call = gate.limit(clientOf(server)).complete(question(), { signal: controller.signal })
  await settle()
  expect(timers()).toBe(before + 1)
  controller.abort('stop')
  expect(await failureOf(call)).toMatchObject({ code: 'aborted', cause: 'stop' })
  expect(timers()).toBe(before)
  expect(arrivals).toHaveLength(1)
})

it.each([400, 409])('does not hold others back for a %i', async (status) => {
  const { handler } = refusingFirst(status)
  await using server = await startChatServer(handler)
  const gate = new Gate({ maxConcurrency: 16 })
  await failureOf(gate.limit(clientOf(server)).complete(question(), {}))
  const startedAt = performance.now()
  await askMany(gate.limit(clientOf(server)), 20)
  // A pace of 2 calls per second would begin with half a second of waiting.
  expect(performance.now() - startedAt).toBeLessThan(450)
})

it('does not hold others back for a connection that was reset', async () => {
  await using server = await startChatServer(({ index }) => (index === 0 ? { reset: true } : 'ok'))
  const gate = new Gate({ maxConcurrency: 16 })
  expect(await failureOf(gate.limit(clientOf(server)).complete(question(), {}))).toMatchObject({ code: 'connection' })
  const startedAt = performance.now()
  await askMany(gate.limit(clientOf(server)), 20)
  expect(performance.now() - startedAt).toBeLessThan(450)
})

it('holds the calls of every client back that leads through it', async () => {
  const gate = new Gate({ maxConcurrency: 4 })
  const refused = gate.limit(scriptedModel([new ModelError('Slow.', { code: 'rate-limit', retryAfterMs: 300 })]))
  await failureOf(refused.complete(question(), {}))
  const startedAt = performance.now()
  await gate.limit(scriptedModel(['ok'])).complete(question(), {})
  expect(performance.now() - startedAt).toBeGreaterThan(290)
})

it('sends a repeated call before those that wait for their first turn', async () => {
  const { promise: release, resolve: finish } = Promise.withResolvers<void>()
  const model = scriptedModel(async (request) => {
    if (request.model === 'long') await release
    return 'ok'
  })
  const client = new Gate({ maxConcurrency: 1 }).limit(model)
  const ask = (model: string, isRetry: boolean) => client.complete(question({ model }), { isRetry })
  const calls = [ask('long', false)]
  await settle()
  calls.push(ask('new', false), ask('repeated', true), ask('repeated later', true))
  finish()
  await Promise.all(calls)
  expect(model.requests.map((request) => request.model)).toEqual(['long', 'repeated', 'repeated later', 'new'])
})

it("knows a refusal by another client's error", async () => {
  const slow = Object.assign(new Error('Slow'), { status: 429, headers: { 'retry-after-ms': '250' } })
  const gate = new Gate({ maxConcurrency: 4 })
  const client = gate.limit(scriptedModel((_, index) => (index === 0 ? slow : 'ok')))
  await expect(client.complete(question(), {})).rejects.toBe(slow)
  const startedAt = performance.now()
  await client.complete(question(), {})
  expect(performance.now() - startedAt).toBeGreaterThan(240)
})
