import { describe, expect, expectTypeOf, it } from 'vitest'
import * as library from '../src/index.ts'
import {
  type ModelClient,
  RLM,
  type RLMError,
  type RLMErrorCode,
  type RunEvent,
  type RunResult,
  type Usage,
} from '../src/index.ts'

describe('the public API', () => {
  it('exports these values and no others', () => {
    expect(Object.keys(library).sort()).toEqual(['LimitError', 'ModelError', 'RLM', 'RLMError', 'fileCache', 'tool'])
  })

  it('has the types of the contract', () => {
    expectTypeOf<RLM['completion']>().returns.resolves.toEqualTypeOf<string>()
    expectTypeOf((rlm: RLM) => rlm.run('context')).returns.resolves.toEqualTypeOf<RunResult>()
    expectTypeOf<RLM['costSummary']>().returns.toEqualTypeOf<Usage>()
    expectTypeOf<RLM['completion']>().toBeCallableWith([{ role: 'user', content: 'hi' }], undefined)
    expectTypeOf<Usage['estimatedCostUsd']>().toEqualTypeOf<number | null>()
    expectTypeOf<RLMError['code']>().toEqualTypeOf<RLMErrorCode>()
    expectTypeOf<Extract<RunEvent, { type: 'final' }>['answer']>().toEqualTypeOf<string>()
    // @ts-expect-error a query is a string
    expectTypeOf<RLM['run']>().toBeCallableWith('context', 5)
    // @ts-expect-error an unknown option
    expectTypeOf(RLM).toBeConstructibleWith({ maxDept: 1 })
  })

  it('takes a client that is ten lines long', async () => {
    const client: ModelClient = {
      async complete({ model, messages }) {
        return { text: `\`\`\`repl\nFINAL("${model} ${messages.length}")\n\`\`\``, finishReason: 'stop' }
      },
    }
    expect(await new RLM({ client, model: 'mine' }).completion('some context', 'q')).toBe('mine 2')
  })
})

describe('misuse', () => {
  const client: ModelClient = { complete: () => Promise.reject(new Error('no call may be made')) }
  const rlm = new RLM({ client })
  const cycle: { self?: unknown } = {}
  cycle.self = cycle

  it.each<[string, unknown, unknown]>([
    ['an empty string', '', undefined],
    ['an empty list', [], undefined],
    ['nothing', undefined, undefined],
    ['a function', { items: [() => 1] }, undefined],
    ['a cycle', cycle, undefined],
    ['a query that is no string', 'context', 42],
    ['a blank query', 'context', '  '],
  ])('with %s is a TypeError before any call', async (_name, context, query) => {
    await expect(rlm.completion(context, query as string)).rejects.toMatchObject({
      name: 'TypeError',
      code: query === undefined ? 'invalid-context' : 'invalid-query',
    })
    expect(rlm.costSummary().totalCalls).toBe(0)
  })

  it('of an event listener does not stop the run', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    const finals: ModelClient = { complete: async () => ({ text: '```repl\nFINAL(1)\n```', finishReason: 'stop' }) }
    const onEvent = (): void => {
      throw new Error('a broken listener')
    }
    expect(await new RLM({ client: finals }).run('some context', 'q', { onEvent })).toMatchObject({ answer: '1' })
    expect((await warned).message).toContain('a broken listener')
  })
})
