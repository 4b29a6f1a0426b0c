import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { ModelError, type RLMErrorCode } from '../../src/errors.ts'
import type { ModelClient, ModelRetry } from '../../src/model/client.ts'
import { withRetries } from '../../src/model/retry.ts'
import { scriptedModel, type ScriptedReply } from '../../src/testing.ts'
import { startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { clientOf, question } from './question.ts'

/** Retries whose waits are written down instead of waited for; `random` is 1, the longest of each range. */
function retrying(client: ModelClient, maxRetries?: number) {
  const waits: number[] = []
  const sleep = async (delayMs: number): Promise<void> => void waits.push(delayMs)
  return { client: withRetries(client, { maxRetries, sleep, random: () => 1 }), waits }
}

function fault(code: RLMErrorCode, retryAfterMs?: number): ModelError {
  return new ModelError(`It failed: ${code}.`, { code, retryAfterMs })
}

/** An error of a client that knows nothing of `ModelError`. */
function foreign(message: string, properties: object = {}): Error {
  return Object.assign(new Error(message), properties)
}

it('waits 0.5, 1, 2, 4 and 8 s at most, then gives up and says how often it tried', async () => {
  const model = scriptedModel(() => fault('overloaded'))
  const { client, waits } = retrying(model)
  const error = await failureOf(client.complete(question(), {}))
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000])
  expect(model.requests).toHaveLength(6)
  expect(error).toMatchObject({ code: 'overloaded', message: 'It failed: overloaded. It was tried 6 times.' })
})

it('never waits longer than 8 s of its own accord', async () => {
  const { client, waits } = retrying(
    scriptedModel(() => fault('connection')),
    8,
  )
  await failureOf(client.complete(question(), {}))
  expect(waits.slice(4)).toEqual([8000, 8000, 8000, 8000])
})

it('spreads its waits at random between 0 and the longest', async () => {
  const waits: number[] = []
  const numbers = [0, 0.25, 0.5]
  const random = (): number => numbers.shift() ?? 0
  const sleep = async (delayMs: number): Promise<void> => void waits.push(delayMs)
  await failureOf(
    withRetries(
      scriptedModel(() => fault('timeout')),
      { maxRetries: 3, random, sleep },
    ).complete(question(), {}),
  )
  expect(waits).toEqual([0, 250, 1000])
})

it.each<[RLMErrorCode, number]>([
  ['rate-limit', 3],
  ['overloaded', 3],
  ['connection', 3],
  ['timeout', 3],
  ['bad-response', 3],
  ['quota', 1],
  ['authentication', 1],
  ['bad-request', 1],
  ['context-length', 1],
  ['aborted', 1],
])('tries %s %i time(s) with two retries', async (code, calls) => {
  const model = scriptedModel(() => fault(code))
  const error = await failureOf(retrying(model, 2).client.complete(question(), {}))
  expect(error.code).toBe(code)
  expect(model.requests).toHaveLength(calls)
})

it('adds no word to an error that was not retried', async () => {
  const refused = fault('quota')
  await expect(retrying(scriptedModel([refused])).client.complete(question(), {})).rejects.toBe(refused)
  const once = fault('overloaded')
  await expect(retrying(scriptedModel([once]), 0).client.complete(question(), {})).rejects.toBe(once)
})

it('waits what the provider asks for, more than a minute too, before its own share', async () => {
  const { client, waits } = retrying(scriptedModel([fault('rate-limit', 90_000), fault('overloaded', 600_000), 'ok']))
  expect(await client.complete(question(), {})).toMatchObject({ text: 'ok' })
  expect(waits).toEqual([90_500, 601_000])
})

it('does not wait for a provider that asks for more than ten minutes, and says so', async () => {
  const { client, waits } = retrying(scriptedModel([fault('rate-limit', 3_600_000), 'late']))
  const error = await failureOf(client.complete(question(), {}))
  expect(error).toMatchObject({ code: 'rate-limit', retryAfterMs: 3_600_000 })
  expect(error.message).toContain('asks to wait 3600 s; a retry waits for at most 600 s')
  expect(waits).toEqual([])
})

const FOREIGN: [string, Error, RLMErrorCode, number][] = [
  ['status 429', foreign('Slow', { status: 429 }), 'rate-limit', 2],
  ['statusCode 503', foreign('Busy', { statusCode: 503 }), 'overloaded', 2],
  ['ECONNRESET', foreign('read ECONNRESET', { code: 'ECONNRESET' }), 'connection', 2],
  ['ECONNREFUSED below', new TypeError('x', { cause: foreign('y', { code: 'ECONNREFUSED' }) }), 'connection', 2],
  ['ETIMEDOUT', foreign('x', { code: 'ETIMEDOUT' }), 'connection', 2],
  ['EAI_AGAIN', foreign('x', { code: 'EAI_AGAIN' }), 'connection', 2],
  ['terminated', new TypeError('terminated'), 'connection', 2],
  ['fetch failed', new TypeError('fetch failed'), 'connection', 2],
  ['a TimeoutError', new DOMException('Too slow', 'TimeoutError'), 'timeout', 2],
  ['isRetryable', foreign('x', { isRetryable: true }), 'overloaded', 2],
  ['status 401', foreign('Who?', { status: 401 }), 'authentication', 1],
  ['status 400', foreign('What?', { status: 400 }), 'bad-request', 1],
  ['429 without credit', foreign('x', { status: 429, code: 'insufficient_quota' }), 'quota', 1],
  ['ENOTFOUND', new TypeError('fetch failed', { cause: foreign('y', { code: 'ENOTFOUND' }) }), 'connection', 1],
  [
    'a bad certificate',
    foreign('x', { code: 'ECONNRESET', cause: foreign('y', { code: 'CERT_HAS_EXPIRED' }) }),
    'connection',
    1,
  ],
]

it.each(FOREIGN)("knows another client's error by its %s", async (_, thrown, code, calls) => {
  const model = scriptedModel(() => thrown)
  const error = await failureOf(retrying(model, 1).client.complete(question(), {}))
  expect(error).toMatchObject({ name: 'ModelError', code, cause: thrown })
  expect(model.requests).toHaveLength(calls)
})

it("reads Retry-After from another client's headers, of either kind", async () => {
  const errors = [
    foreign('Slow', { status: 429, headers: new Headers({ 'retry-after': '5' }) }),
    foreign('Slow', { statusCode: 429, responseHeaders: { 'Retry-After': '7' } }),
  ]
  const { client, waits } = retrying(scriptedModel([...errors, 'ok']))
  await client.complete(question(), {})
  expect(waits).toEqual([5500, 8000])
})

it("lets a client's own mistakes through as they are, untried", async () => {
  const bug = new RangeError('Bug')
  const model = scriptedModel(() => bug)
  await expect(retrying(model).client.complete(question(), {})).rejects.toBe(bug)
  expect(model.requests).toHaveLength(1)
})

it('tells of each retry before its wait, so that streamed text can be discarded', async () => {
  const { promise: seen, resolve: release } = Promise.withResolvers<void>()
  await using server = await startChatServer(({ index }) =>
    index === 0 ? { text: 'Wrong half', cut: 'after-first', holdAfterFirst: seen } : 'Right.',
  )
  const log: (string | number)[] = []
  const onText = (delta: string): void => {
    log.push(delta)
    release()
  }
  const onRetry = ({ attempt, delayMs, error }: ModelRetry): void => {
    log.push(`retry ${attempt} after ${delayMs}: ${error instanceof ModelError ? error.code : ''}`)
  }
  const reply = await retrying(clientOf(server)).client.complete(question(), { onText, onRetry })
  expect(log).toEqual(['Wrong', 'retry 1 after 500: connection', 'Rig', 'ht.'])
  expect(reply.text).toBe('Right.')
})

it('honours the Retry-After of a real endpoint', async () => {
  await using server = await startChatServer(({ index }) =>
    index === 0 ? { status: 429, headers: { 'retry-after': '61' }, body: {} } : 'ok',
  )
  const { client, waits } = retrying(clientOf(server))
  expect(await client.complete(question(), {})).toMatchObject({ text: 'ok' })
  expect(waits).toEqual([61_500])
})

it('ends a real wait at once on abort, without another call', async () => {
  const controller = new AbortController()
  const model = scriptedModel(() => fault('rate-limit', 60_000))
  const client = withRetries(model)
  const startedAt = performance.now()
  const call = client.complete(question(), {
    signal: controller.signal,
    onRetry: () => setImmediate(() => controller.abort('stop')),
  })
  expect(await failureOf(call)).toMatchObject({ code: 'aborted', cause: 'stop' })
  expect(performance.now() - startedAt).toBeLessThan(1000)
  expect(model.requests).toHaveLength(1)
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

it('leaves a client at once that is deaf to the signal, and drops what it still says', async () => {
  const controller = new AbortController()
  const { promise: late, resolve: release } = Promise.withResolvers<void>()
  const heard: string[] = []
  const deaf: ModelClient = {
    async complete(_, { onText }) {
      await late
      onText?.('too late')
      return { text: 'too late', finishReason: 'stop' }
    },
  }
  const call = withRetries(deaf).complete(question(), { signal: controller.signal, onText: (text) => heard.push(text) })
  controller.abort()
  expect(await failureOf(call)).toMatchObject({ code: 'aborted' })
  release()
  await late
  expect(heard).toEqual([])
})

it('takes a failure that an abort caused for the abort', async () => {
  const controller = new AbortController()
  const model = scriptedModel(() => {
    controller.abort('stop')
    return new DOMException('This operation was aborted', 'AbortError')
  })
  const call = retrying(model).client.complete(question(), { signal: controller.signal })
  expect(await failureOf(call)).toMatchObject({ code: 'aborted', cause: 'stop' })
})

it('repeats the request as it was and passes replies through untouched', async () => {
  const reply: ScriptedReply = { text: 'ok', finishReason: 'length', costUsd: 0.5 }
  const model = scriptedModel([fault('overloaded'), reply])
  const request = question({ options: { seed: 7 }, cacheKey: 'run-1' })
  expect(await retrying(model).client.complete(request, {})).toBe(reply)
  expect(model.requests).toEqual([request, request])
})

it('waits no random time of its own for a first refusal where the client is paced, and less for the next', async () => {
  const waits: number[] = []
  const sleep = async (delayMs: number): Promise<void> => void waits.push(delayMs)
  const script = [fault('rate-limit', 2000), fault('rate-limit'), fault('rate-limit'), fault('overloaded'), 'ok']
  const client = withRetries(scriptedModel(script), { isPaced: true, sleep, random: () => 1 })
  await client.complete(question(), {})
  expect(waits).toEqual([2000, 500, 1000, 4000])
})

it('tells the client which attempts repeat one', async () => {
  const attempts: (boolean | undefined)[] = []
  const model: ModelClient = {
    async complete(_, { isRetry }) {
      attempts.push(isRetry)
      if (attempts.length < 3) throw fault('overloaded')
      return { text: 'ok', finishReason: 'stop' }
    },
  }
  await retrying(model).client.complete(question(), {})
  expect(attempts).toEqual([false, true, true])
})

it('does not repeat a stream whose text has been acted on: it rejects with the error at once', async () => {
  const { promise: seen, resolve: release } = Promise.withResolvers<void>()
  await using server = await startChatServer(() => ({ text: 'A half', cut: 'after-first', holdAfterFirst: seen }))
  let isCommitted = false
  const { client, waits } = retrying(clientOf(server))
  const onText = (): void => {
    isCommitted = true
    release()
  }
  const error = await failureOf(client.complete(question(), { onText, isCommitted: () => isCommitted }))
  expect(error).toMatchObject({ code: 'connection' })
  expect(error.message).not.toContain('It was tried')
  expect(server.requests).toHaveLength(1)
  expect(waits).toEqual([])
})

it('repeats as ever while nothing has been acted on', async () => {
  const { client } = retrying(scriptedModel([fault('connection'), 'ok']))
  expect(await client.complete(question(), { isCommitted: () => false })).toMatchObject({ text: 'ok' })
})
