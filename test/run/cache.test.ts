import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Keyv } from 'keyv'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CacheStore, fileCache, type RunEvent } from '../../src/index.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const THREE_DRAWS = block('FINAL(llm_query_batch(["draw", "draw", "draw"]).join())')

/** Answers that differ each time they are asked for. */
function counting() {
  let count = 0
  return () => `answer ${(count += 1)}`
}

describe('a cache', () => {
  it('gives three answers to three equal prompts, and the same three next time', async () => {
    await using script = await scriptedRLM({ root: [THREE_DRAWS], sub: counting() }, { cache: new Map() })
    const first = await script.rlm.run('some context', 'q')
    const second = await script.rlm.run('some context', 'q')
    expect(first.answer.split(',').sort()).toEqual(['answer 1', 'answer 2', 'answer 3'])
    expect(second.answer).toBe(first.answer)
    expect(script.server.requests).toHaveLength(4)
  })

  it('makes hits events that cost nothing in the ledger', async () => {
    const prices = { 'root-model': { input: 1, output: 1 }, 'sub-model': { input: 1, output: 1 } }
    await using script = await scriptedRLM({ root: [THREE_DRAWS] }, { cache: new Map(), prices })
    await script.rlm.run('some context', 'q')
    const { events, onEvent, of } = recorder()
    const { usage, answer } = await script.rlm.run('some context', 'q', { onEvent })
    expect(answer).toBe('A(draw),A(draw),A(draw)')
    expect(usage).toMatchObject({ totalCalls: 0, totalTokens: 0, estimatedCostUsd: 0 })
    expect(of('model-call-end').map(({ source, costUsd }) => [source, costUsd])).toEqual(
      Array.from({ length: 4 }, () => ['cache', 0]),
    )
    expect(of('model-call-end').every(({ usage }) => (usage?.inputTokens ?? 0) > 0)).toBe(true)
    expect(faultsOf(events)).toEqual([])
  })

  it('knows a call by its model, messages, parameters and endpoint, and not by the key of the prompt cache', async () => {
    const cache: CacheStore = new Map()
    const root = [block('FINAL(llm_query("ask"))')]
    await using script = await scriptedRLM({ root }, { cache })
    await using elsewhere = await scriptedRLM({ root }, { cache })
    await using warmer = await scriptedRLM(
      { root },
      { cache, baseURL: script.server.url, recursiveModelOptions: { temperature: 1 } },
    )
    await script.rlm.run('some context', 'q')
    await elsewhere.rlm.run('some context', 'q')
    expect(elsewhere.server.requests).toHaveLength(2)
    await warmer.rlm.run('some context', 'q')
    expect(script.server.requests.map(({ body }) => body.model)).toEqual(['root-model', 'sub-model', 'sub-model'])
    await script.rlm.run('some context', 'q')
    expect(script.server.requests).toHaveLength(3)
  })

  it('keeps no reply that was cut, and none that `redact` changes', async () => {
    const replies = [{ text: 'half', finishReason: 'length' }, 'the code is 1234', 'fine']
    const root = [block('FINAL(llm_query_batch(["a", "b", "c"]).join())')]
    const cache = new Map<string, string>()
    await using script = await scriptedRLM(
      { root, sub: (prompt) => replies['abc'.indexOf(prompt)] ?? '' },
      { cache, redact: (text) => text.replaceAll(/\d/g, '#') },
    )
    await script.rlm.run('some context', 'q')
    await script.rlm.run('some context', 'q')
    const asked = script.server.requests
      .map(({ body }) => body.messages[0]?.content)
      .filter((text) => text?.length === 1)
    expect(asked.filter((text) => text === 'a')).toHaveLength(2)
    expect(asked.filter((text) => text === 'b')).toHaveLength(2)
    expect(asked.filter((text) => text === 'c')).toHaveLength(1)
    expect([...cache.values()].join()).not.toContain('1234')
  })

  it('may be a directory of files, and a Keyv', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rlm-cache-'))
    onTestFinished(() => rm(directory, { recursive: true }))
    for (const cache of [fileCache(join(directory, 'replies')), new Keyv<string>()]) {
      await using script = await scriptedRLM({ root: [THREE_DRAWS], sub: counting() }, { cache })
      const first = await script.rlm.completion('some context', 'q')
      expect(await script.rlm.completion('some context', 'q')).toBe(first)
      expect(script.server.requests).toHaveLength(4)
    }
  })

  it('that fails, or holds something else, costs money but no answer, and is told of once', async () => {
    const broken: CacheStore = {
      get: () => Promise.reject(new Error('no such disk')),
      set: () => {
        throw new Error('no such disk')
      },
    }
    for (const [cache, told] of [
      [broken, 1],
      [{ get: () => '{"text":5', set: () => undefined }, 0],
    ] as const) {
      await using script = await scriptedRLM({ root: [THREE_DRAWS] }, { cache })
      const { onEvent, of } = recorder()
      expect(await script.rlm.completion('some context', 'q', { onEvent })).toBe('A(draw),A(draw),A(draw)')
      expect(of('storage-error')).toHaveLength(told)
    }
  })
})

describe('dedupe', () => {
  const root = [block('FINAL((await Promise.all([1, 2, 3].map(() => llm_query("same")))).join())')]

  it('sends identical prompts that are in flight at once only once, where the user allows it', async () => {
    for (const [dedupe, sent, calls] of [
      [true, 2, 2],
      [false, 4, 4],
    ] as const) {
      // No answer comes before all three have asked.
      const asked = Promise.withResolvers<void>()
      const sub = (prompt: string) => asked.promise.then(() => `A(${prompt})`)
      await using script = await scriptedRLM({ root, sub }, { dedupe })
      const { events, onEvent, of } = recorder()
      const listen = (event: RunEvent): void => {
        onEvent(event)
        if (of('sub-call-start').length === 3) asked.resolve()
      }
      const { answer, usage } = await script.rlm.run('some context', 'q', { onEvent: listen })
      expect(answer).toBe('A(same),A(same),A(same)')
      expect(script.server.requests).toHaveLength(sent)
      expect(usage.totalCalls).toBe(calls)
      expect(of('model-call-end').filter(({ source }) => source === 'call-in-flight')).toHaveLength(4 - sent)
      expect(faultsOf(events)).toEqual([])
    }
  })

  it('lets a failure be that of all who asked', async () => {
    const failing = block(
      'print(await Promise.allSettled([1, 2].map(() => llm_query("same"))).then((all) => all.map((one) => one.status)))',
    )
    await using script = await scriptedRLM(
      { root: [failing, block('FINAL(1)')], sub: () => ({ status: 400, body: { error: { message: 'no' } } }) },
      { dedupe: true },
    )
    await script.rlm.run('some context', 'q')
    expect(script.lastReport()).toContain("'rejected', 'rejected'")
  })
})
