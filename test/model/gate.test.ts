import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { ModelError } from '../../src/errors.ts'
import type { ModelClient } from '../../src/model/client.ts'
import { Gate } from '../../src/model/gate.ts'
import { withRetries } from '../../src/model/retry.ts'
import { scriptedModel } from '../../src/testing.ts'
import { startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { clientOf, question } from './question.ts'

/** A gate of the client's own. */
function withGate(client: ModelClient, maxConcurrency: number): ModelClient {
  return new Gate({ maxConcurrency }).limit(client)
}

/** A model whose calls stay in flight until they are released, one by one. */
function gatedModel() {
  const gates: (() => void)[] = []
  const model = scriptedModel(async () => {
    await new Promise<void>((resolve) => gates.push(resolve))
    return 'ok'
  })
  return { model, release: () => gates.shift()?.() }
}

/** Lets everything that is ready to run do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
}

it('keeps 200 calls at 16 in flight, no more and no fewer', async () => {
  const full = Promise.withResolvers<void>()
  await using server = await startChatServer(async ({ index }) => {
    if (index === 15) full.resolve()
    await full.promise
    return 'ok'
  })
  const client = withGate(clientOf(server), 16)
  const replies = await Promise.all(Array.from({ length: 200 }, () => client.complete(question(), {})))
  expect(replies.filter(({ text }) => text === 'ok')).toHaveLength(200)
  expect(server.requests).toHaveLength(200)
  expect(server.peakInFlight).toBe(16)
})

it('sends waiting calls in order, each when a slot is free', async () => {
  const { model, release } = gatedModel()
  const client = withGate(model, 1)
  const calls = ['first', 'second'].map((name) => client.complete(question({ model: name }), {}))
  await settle()
  expect(model.requests.map((request) => request.model)).toEqual(['first'])
  release()
  await calls[0]
  await settle()
  expect(model.requests.map((request) => request.model)).toEqual(['first', 'second'])
  release()
  await calls[1]
})

it('rejects an aborted waiter at once, never sends it, and lets the next one have its turn', async () => {
  const { model, release } = gatedModel()
  const client = withGate(model, 1)
  const controller = new AbortController()
  const first = client.complete(question({ model: 'first' }), {})
  const aborted = client.complete(question({ model: 'aborted' }), { signal: controller.signal })
  const last = client.complete(question({ model: 'last' }), {})
  await settle()
  controller.abort('stop')
  expect(await failureOf(aborted)).toMatchObject({ code: 'aborted', cause: 'stop' })
  release()
  await first
  await settle()
  release()
  await last
  expect(model.requests.map((request) => request.model)).toEqual(['first', 'last'])
})

it('rejects at once where the signal has aborted before, though all slots are taken', async () => {
  const { model, release } = gatedModel()
  const client = withGate(model, 1)
  const first = client.complete(question(), {})
  expect(await failureOf(client.complete(question(), { signal: AbortSignal.abort() }))).toMatchObject({
    code: 'aborted',
  })
  await settle()
  release()
  await first
})

it('frees the slot of a call that fails, also of a client that throws at once', async () => {
  const broken: ModelClient = {
    complete() {
      throw new RangeError('Bug')
    },
  }
  const client = withGate(broken, 1)
  await expect(client.complete(question(), {})).rejects.toThrow(RangeError)
  await expect(client.complete(question(), {})).rejects.toThrow(RangeError)
})

it('holds no slot while a retry waits', async () => {
  const model = scriptedModel((request, index) =>
    index === 0 ? new ModelError('Busy.', { code: 'overloaded' }) : request.model,
  )
  const { promise: wait, resolve: endWait } = Promise.withResolvers<void>()
  const client = withRetries(withGate(model, 1), { sleep: () => wait })
  const retried = client.complete(question({ model: 'retried' }), {})
  expect(await client.complete(question({ model: 'other' }), {})).toMatchObject({ text: 'other' })
  endWait()
  expect(await retried).toMatchObject({ text: 'retried' })
})

it('leaves nothing on a signal once the call was sent', async () => {
  const { signal } = new AbortController()
  await withGate(scriptedModel(['ok']), 1).complete(question(), { signal })
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
