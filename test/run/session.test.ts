import { describe, expect, it } from 'vitest'
import { failureOf } from '../support/failure.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

describe('a session', () => {
  it('keeps variables, adds contexts, and has earlier answers in `history`', async () => {
    await using script = await scriptedRLM({
      root: [
        block('const found = context.toUpperCase(); FINAL(found)'),
        block(
          'FINAL([found, context, contexts.length, contexts[0], history[0].content, history[1].content].join(" | "))',
        ),
        block('FINAL([found, context, contexts.length, history.length].join(" | "))'),
      ],
    })
    await using session = script.rlm.session()
    expect(await session.completion('first', 'one?')).toBe('FIRST')
    expect(await session.completion('second', 'two?')).toBe('FIRST | second | 2 | first | one? | FIRST')
    expect(await session.completion(undefined, 'three?')).toBe('FIRST | second | 2 | 4')
    expect(script.rlm.costSummary().totalCalls).toBe(3)
    const asked = script.rootRequests().map(({ body }) => body.messages)
    expect(asked.map((messages) => messages.length)).toEqual([2, 2, 2])
    expect(asked[1]?.[1]?.content).toMatch(/history/)
  })

  it('has a context of any kind, and events that are whole for each run', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(contexts.map((one) => typeof one))')] })
    await using session = script.rlm.session()
    for (const context of ['text', { an: 'object' }, ['a', 'list']]) {
      const { events, onEvent } = recorder()
      await session.run(context, 'q', { onEvent })
      expect(faultsOf(events)).toEqual([])
    }
    expect(await session.completion(undefined, 'q')).toBe('["string","object","object"]')
  })

  it('runs one after the other what is asked for at once', async () => {
    await using script = await scriptedRLM({
      root: [block('globalThis.count = (globalThis.count ?? 0) + 1; FINAL(count)')],
    })
    await using session = script.rlm.session()
    expect(await Promise.all([1, 2, 3].map((n) => session.completion(`context ${n}`, 'q')))).toEqual(['1', '2', '3'])
  })

  it('goes on after a run that failed or was aborted, with its contexts, and says what is lost', async () => {
    await using script = await scriptedRLM({
      root: [
        block('const kept = 1; FINAL(kept)'),
        { text: '', holdHeaders: new Promise(() => {}) },
        block('FINAL([typeof kept, contexts.length, context].join())'),
      ],
    })
    await using session = script.rlm.session()
    await session.completion('first', 'q')
    const abort = new AbortController()
    const running = failureOf(session.run('second', 'q', { signal: abort.signal }))
    await script.server.arrival(1)
    abort.abort()
    expect(await running).toMatchObject({ code: 'aborted' })
    expect(await session.completion(undefined, 'q')).toBe('undefined,2,second')
  })

  it('brings all contexts back after the loss of its sandbox', async () => {
    await using script = await scriptedRLM(
      {
        root: [
          block('FINAL(1)'),
          block('const much = []; for (;;) much.push(new Array(1e6).fill(much.length))'),
          block('FINAL(contexts.join())'),
        ],
      },
      { sandbox: { memoryMb: 64 } },
    )
    await using session = script.rlm.session()
    await session.completion('first', 'q')
    expect(await session.completion('second', 'q')).toBe('first,second')
  })

  it('has nothing to go on with before its first context, and no journal', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    await using session = script.rlm.session()
    await expect(session.run(undefined, 'q')).rejects.toThrow(TypeError)
    // @ts-expect-error a journal could not bring back what earlier runs have left
    await expect(session.run('context', 'q', { journal: '/nowhere/journal' })).rejects.toThrow(/journal/)
    expect(script.server.requests).toEqual([])
  })

  it('is over when it is closed: a run in flight is aborted, and no other starts', async () => {
    await using script = await scriptedRLM({ root: [{ text: '', holdHeaders: new Promise(() => {}) }] })
    const session = script.rlm.session()
    const running = failureOf(session.run('context', 'q'))
    await script.server.arrival(0)
    await session.close()
    expect(await running).toMatchObject({ code: 'aborted' })
    expect(await failureOf(session.run('context', 'q'))).toMatchObject({ code: 'aborted' })
    await session.close()
  })
})
