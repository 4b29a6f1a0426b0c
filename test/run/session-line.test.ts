import { describe, expect, it, vi } from 'vitest'
import { childrenOf } from '../sandbox/processes.ts'
import { failureOf } from '../support/failure.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

describe('a run that waits for its turn in a session', () => {
  it('rejects at once when it is aborted, and leaves variables and contexts as they are', async () => {
    const held = Promise.withResolvers<void>()
    const root = [
      block('const kept = 1; FINAL(kept)'),
      { text: block('FINAL(2)'), holdHeaders: held.promise },
      block('FINAL([typeof kept, contexts.length].join())'),
    ]
    await using script = await scriptedRLM({ root })
    await using session = script.rlm.session()
    await session.completion('first', 'q')
    const second = session.completion('second', 'q')
    await script.server.arrival(1)
    const abort = new AbortController()
    const { events, onEvent } = recorder()
    const third = failureOf(session.run('third', 'q', { signal: abort.signal, onEvent }))
    abort.abort()
    expect(await third).toMatchObject({ code: 'aborted' })
    held.resolve()
    expect(await second).toBe('2')
    expect(await session.completion(undefined, 'q')).toBe('number,2')
    expect(events).toEqual([])
  })

  it('is refused for its options before its turn comes', async () => {
    const held = Promise.withResolvers<void>()
    await using script = await scriptedRLM({ root: [{ text: block('FINAL(1)'), holdHeaders: held.promise }] })
    await using session = script.rlm.session()
    const first = session.completion('first', 'q')
    await expect(session.run('second', 'q', { signal: 5 } as never)).rejects.toThrow(/`signal` must be an AbortSignal/)
    held.resolve()
    expect(await first).toBe('1')
  })

  it('is aborted when the session closes, and those before it too', async () => {
    await using script = await scriptedRLM({ root: [{ text: '', holdHeaders: new Promise(() => {}) }] })
    const session = script.rlm.session()
    const failures = [1, 2, 3].map((n) => failureOf(session.run(`context ${n}`, 'q')))
    await script.server.arrival(0)
    await session.close()
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual(['aborted', 'aborted', 'aborted'])
    expect(script.server.requests).toHaveLength(1)
  })
})

describe('a session', () => {
  it('holds fifty contexts, and none of them is lost with its sandbox', async () => {
    const root = Array.from({ length: 50 }, () => block('FINAL(contexts.length)'))
    const lost = block('for (const much = [];;) much.push(new Array(1e6).fill(1))')
    const all = block('FINAL(contexts.map((one) => one.n).join())')
    await using script = await scriptedRLM({ root: [...root, lost, all] }, { sandbox: { memoryMb: 64 } })
    await using session = script.rlm.session()
    const numbers = Array.from({ length: 50 }, (_, n) => n)
    for (const n of numbers) expect(await session.completion({ n }, 'q')).toBe(String(n + 1))
    expect(await session.completion(undefined, 'q')).toBe(numbers.join())
  })

  it('makes room for contexts that its sandbox was not opened for', async () => {
    const items = (count: number) => Array.from({ length: count }, (_, id) => ({ id, text: `item ${id}` }))
    await using script = await scriptedRLM(
      { root: [block('FINAL(contexts.map((one) => one.length).join())')] },
      { sandbox: { memoryMb: 64 } },
    )
    await using session = script.rlm.session()
    expect(await session.completion(items(1), 'q')).toBe('1')
    expect(await session.completion(items(200_000), 'q')).toBe('1,200000')
    expect(await session.completion(items(2), 'q')).toBe('1,200000,2')
  })

  it('opens another sandbox where the last one has died between two runs', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(contexts.join())')] })
    await using session = script.rlm.session()
    expect(await session.completion('first', 'q')).toBe('first')
    for (const pid of childrenOf()) process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(childrenOf()).toEqual([]))
    expect(await session.completion('second', 'q')).toBe('first,second')
  })
})
