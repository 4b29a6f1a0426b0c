import { expect, it } from 'vitest'
import { type ModelRequest, scriptedModel } from '../src/testing.ts'
import { failureOf } from './support/failure.ts'

function ask(content: string): ModelRequest {
  return { model: 'scripted', messages: [{ role: 'user', content }] }
}

it('answers with the replies of its list, one after the other, and remembers what it was asked', async () => {
  const model = scriptedModel(['one', { text: 'two', finishReason: 'length' }])
  expect(await model.complete(ask('a'), {})).toMatchObject({ text: 'one', finishReason: 'stop' })
  expect(await model.complete(ask('b'), {})).toEqual({ text: 'two', finishReason: 'length' })
  expect(model.requests).toEqual([ask('a'), ask('b')])
})

it('answers as its function says, given the request and its index', async () => {
  const model = scriptedModel(async ({ messages }, index) => `${index}: ${messages[0]?.content}`)
  const replies = await Promise.all([model.complete(ask('a'), {}), model.complete(ask('b'), {})])
  expect(replies.map(({ text }) => text)).toEqual(['0: a', '1: b'])
})

it('rejects with the errors of its script, thrown or listed', async () => {
  const error = new RangeError('Scripted')
  await expect(scriptedModel([error]).complete(ask('a'), {})).rejects.toBe(error)
  const thrower = scriptedModel(() => {
    throw error
  })
  await expect(thrower.complete(ask('a'), {})).rejects.toBe(error)
})

it('says which request found its list at an end, and what to do', async () => {
  const model = scriptedModel(['one'])
  await model.complete(ask('a'), {})
  const error = await failureOf(model.complete(ask('And now?'), {}))
  expect(error).toMatchObject({ code: 'bad-request', isRetryable: false })
  expect(error.message).toMatch(/request 2 .*last message "And now\?".*holds 1\. Add a reply/)
})

it('streams its text in words that add up to it', async () => {
  const deltas: string[] = []
  await scriptedModel(['Seven, I\nthink. ']).complete(ask('a'), { onText: (delta) => deltas.push(delta) })
  expect(deltas).toEqual(['Seven, ', 'I\n', 'think. '])
})

it('reports usage as UTF-8 bytes / 4, unless the script does', async () => {
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 }
  const model = scriptedModel(['fünf', { text: '', finishReason: 'stop', usage }])
  expect(await model.complete(ask('12345'), {})).toMatchObject({ usage: { inputTokens: 2, outputTokens: 2 } })
  expect(await model.complete(ask('12345'), {})).toMatchObject({ usage })
})

it('stops at the signal: before the call, while its function works, and amid its text', async () => {
  const before = scriptedModel(['one'])
  expect(await failureOf(before.complete(ask('a'), { signal: AbortSignal.abort() }))).toMatchObject({ code: 'aborted' })
  expect(before.requests).toEqual([])

  const working = new AbortController()
  const pending = scriptedModel(() => new Promise(() => undefined)).complete(ask('a'), { signal: working.signal })
  working.abort('stop')
  expect(await failureOf(pending)).toMatchObject({ code: 'aborted', cause: 'stop' })

  const amid = new AbortController()
  const heard: string[] = []
  const onText = (delta: string): void => {
    heard.push(delta)
    amid.abort()
  }
  expect(await failureOf(scriptedModel(['one two']).complete(ask('a'), { signal: amid.signal, onText }))).toMatchObject(
    { code: 'aborted' },
  )
  expect(heard).toEqual(['one '])
})

it('keeps what it was asked, though the caller goes on with its list of messages', async () => {
  const model = scriptedModel(['one'])
  const messages = [{ role: 'user', content: 'a' } as const]
  await model.complete({ model: 'scripted', messages }, {})
  messages.length = 0
  expect(model.requests[0]?.messages).toHaveLength(1)
})
