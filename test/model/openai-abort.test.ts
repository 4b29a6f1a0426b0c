import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { type ChatHandler, type ChatServer, startChatServer } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { clientOf, question } from './question.ts'

const NEVER = new Promise(() => undefined)

interface Abort {
  handler: ChatHandler
  /** Resolves when it is time to abort. */
  moment: (server: ChatServer, firstText: Promise<unknown>) => Promise<unknown>
}

const MOMENTS: [string, Abort][] = [
  [
    'before the headers',
    { handler: () => ({ text: 'Seven.', holdHeaders: NEVER }), moment: (server) => server.arrival(0) },
  ],
  [
    'after the first chunk',
    { handler: () => ({ text: 'Seven.', holdAfterFirst: NEVER }), moment: (_, firstText) => firstText },
  ],
  [
    'while a whole body is read',
    { handler: () => ({ status: 200, body: '{', neverEnds: true }), moment: (server) => server.arrival(0) },
  ],
]

it.each(MOMENTS)('an abort %s ends the call and its connection within 100 ms', async (_, { handler, moment }) => {
  await using server = await startChatServer(handler)
  const controller = new AbortController()
  const { promise: firstText, resolve: onText } = Promise.withResolvers<string>()
  const failure = failureOf(clientOf(server).complete(question(), { signal: controller.signal, onText }))
  await moment(server, firstText)
  const abortedAt = performance.now()
  controller.abort(new Error('Enough.'))
  const error = await failure
  expect(await server.requests[0]?.ended).toBe('disconnected')
  expect(performance.now() - abortedAt).toBeLessThan(100)
  expect(error).toMatchObject({ name: 'RLMError', code: 'aborted', cause: new Error('Enough.') })
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
})

it('does not send a call whose signal has aborted already', async () => {
  await using server = await startChatServer(() => 'Seven.')
  const error = await failureOf(clientOf(server).complete(question(), { signal: AbortSignal.abort('no') }))
  expect(error).toMatchObject({ code: 'aborted', cause: 'no' })
  expect(server.requests).toEqual([])
})

it.each([
  ['a stream', {}],
  ['one whole body', { ignoresStream: true }],
])('is aborted by an abort amid %s even where the rest has arrived already', async (_, how) => {
  await using server = await startChatServer(() => ({ text: 'Seven.', ...how }))
  const controller = new AbortController()
  const call = clientOf(server).complete(question(), { signal: controller.signal, onText: () => controller.abort() })
  expect(await failureOf(call)).toMatchObject({ code: 'aborted' })
})

it('leaves nothing on a signal that outlives the call', async () => {
  await using server = await startChatServer(() => 'Seven.')
  const { signal } = new AbortController()
  await clientOf(server).complete(question(), { signal })
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

it('closes the connection when the listener of its text throws, and lets that error through', async () => {
  await using server = await startChatServer(() => ({ text: 'Seven.', holdAfterFirst: NEVER }))
  const onText = (): void => {
    throw new RangeError('Listener')
  }
  await expect(clientOf(server).complete(question(), { onText })).rejects.toThrow(RangeError)
  expect(await server.requests[0]?.ended).toBe('disconnected')
})
