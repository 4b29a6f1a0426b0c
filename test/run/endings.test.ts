import { describe, expect, it } from 'vitest'
import { RLM } from '../../src/rlm.ts'
import { errorBody } from '../support/chat-server.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'
import { childrenOf } from '../sandbox/processes.ts'

/** What keeps this process alive: sockets, timers, pipes, each as often as it is there. */
function resources(): string[] {
  return process.getActiveResourcesInfo()
}

/** Those of `now` that were not there `before`. */
function added(before: readonly string[], now: readonly string[]): string[] {
  const left = [...before]
  return now.filter((name) => !left.includes(name) || left.splice(left.indexOf(name), 1).length === 0)
}

const failing = { status: 401, body: errorBody('Incorrect API key provided: sk-test.', 'invalid_api_key') }

describe('a run that fails', () => {
  it('rejects with code, usage and the partial answer', async () => {
    await using script = await scriptedRLM({ root: [block('answer = "nearly"'), failing] })
    await expect(script.rlm.completion('some context', 'q')).rejects.toMatchObject({
      name: 'RLMError',
      code: 'authentication',
      usage: { totalCalls: 1 },
      partialAnswer: 'nearly',
    })
  })

  it('never shows the key', async () => {
    await using script = await scriptedRLM({ root: [failing] })
    const { events, onEvent } = recorder()
    const error: unknown = await script.rlm.run('some context', 'q', { onEvent }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'authentication' })
    expect(JSON.stringify([error, events, String(error), (error as Error).stack])).not.toContain('sk-test')
  })

  it('says which endpoint cannot be reached', async () => {
    const rlm = new RLM({ apiKey: 'k', baseURL: 'http://127.0.0.1:9/v1', maxRetries: 0 })
    await expect(rlm.completion('some context', 'q')).rejects.toMatchObject({
      code: 'connection',
      message: expect.stringContaining('127.0.0.1:9') as string,
      usage: { totalCalls: 0 },
    })
    expect(childrenOf()).toEqual([])
  })

  it('ends before any call where the sandbox cannot start', async () => {
    await using script = await scriptedRLM({ root: ['never'] }, { sandbox: { nodePath: '/no/such/node' } })
    await expect(script.rlm.completion('some context', 'q')).rejects.toMatchObject({ code: 'sandbox' })
  })
})

describe('an abort', () => {
  it('ends a run that waits for its model', async () => {
    const controller = new AbortController()
    const held = Promise.withResolvers<void>()
    await using script = await scriptedRLM({ root: [{ text: 'late', holdHeaders: held.promise }] })
    const run = script.rlm.run('some context', 'q', { signal: controller.signal })
    await script.server.arrival(0)
    controller.abort(new Error('enough'))
    await expect(run).rejects.toMatchObject({ code: 'aborted', cause: { message: 'enough' } })
    held.resolve()
    expect(childrenOf()).toEqual([])
  })

  it('kills a block that spins', async () => {
    const controller = new AbortController()
    await using script = await scriptedRLM({ root: [block('for (;;) {}')] })
    const onEvent = ({ type }: { type: string }): void => {
      if (type === 'block-start') setImmediate(() => controller.abort())
    }
    const run = script.rlm.run('some context', 'q', { signal: controller.signal, onEvent })
    await expect(run).rejects.toMatchObject({ code: 'aborted', usage: { totalCalls: 1 } })
    expect(childrenOf()).toEqual([])
  })

  it('reaches sub-calls and nested runs', async () => {
    const controller = new AbortController()
    const held = Promise.withResolvers<void>()
    const nested = block('llm_query("held")')
    await using script = await scriptedRLM(
      {
        root: [block('await Promise.all([1, 2].map(() => llm_query("nested")))')],
        sub: (prompt) => (prompt === 'held' ? { text: 'late', holdHeaders: held.promise } : nested),
      },
      { maxDepth: 2 },
    )
    const { onEvent, of } = recorder()
    const run = script.rlm.run('some context', 'q', { signal: controller.signal, onEvent })
    await script.server.arrival(4)
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    await Promise.all(script.server.requests.slice(3).map(({ ended }) => expect(ended).resolves.toBe('disconnected')))
    held.resolve()
    expect(childrenOf()).toEqual([])
    expect(of('run-end')).toHaveLength(3)
  })

  it('before the start costs nothing', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    await expect(script.rlm.run('some context', 'q', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
      usage: { totalCalls: 0 },
    })
    expect(script.server.requests).toHaveLength(0)
  })
})

describe('every end', () => {
  it('leaves no process, timer or socket behind', async () => {
    const before = resources()
    {
      await using script = await scriptedRLM({
        root: [block('setTimeout(() => {}, 1e6); print(llm_query("x"))'), block('FINAL(1)')],
      })
      await script.rlm.completion('some context', 'q')
      expect(childrenOf()).toEqual([])
    }
    await expect.poll(() => added(before, resources())).toEqual([])
  })

  it('serves many runs at once, each with its own context and answer', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(llm_query("I am " + context))')] })
    const names = Array.from({ length: 12 }, (_, index) => `run ${index}`)
    const answers = await Promise.all(names.map((name) => script.rlm.completion(name, 'q')))
    expect(answers).toEqual(names.map((name) => `A(I am ${name})`))
    expect(script.rlm.costSummary().totalCalls).toBe(24)
    expect(childrenOf()).toEqual([])
  })

  it('counts since the last reset', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    await script.rlm.completion('some context', 'q')
    script.rlm.reset()
    expect(script.rlm.costSummary()).toMatchObject({ totalCalls: 0, totalTokens: 0, estimatedCostUsd: 0 })
  })
})
