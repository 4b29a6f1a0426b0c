import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import { faultsOf } from '../support/event-tree.ts'
import { failureOf } from '../support/failure.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

describe('rlm.stream', () => {
  it('is the events that `onEvent` gets, and ends with the result', async () => {
    await using script = await scriptedRLM({ root: [block('print(1)'), block('FINAL(llm_query("x"))')] })
    const { events, onEvent } = recorder()
    const stream = script.rlm.stream('some context', 'q', { onEvent })
    const seen: RunEvent[] = []
    for await (const event of stream) seen.push(event)
    expect(seen).toEqual(events)
    expect(faultsOf(seen)).toEqual([])
    expect(seen.at(-1)).toMatchObject({ type: 'run-end', answer: 'A(x)', stopReason: 'final' })
    expect(await stream.result).toMatchObject({ answer: 'A(x)', iterations: 2 })
  })

  it('gives events while the run goes on', async () => {
    const held = Promise.withResolvers<void>()
    await using script = await scriptedRLM({
      root: [
        { text: block('FINAL(1)'), pieces: ['Let me', ` see.\n${block('FINAL(1)')}`], holdAfterFirst: held.promise },
      ],
    })
    const texts: string[] = []
    for await (const event of script.rlm.stream('some context', 'q')) {
      if (event.type !== 'model-call-delta') continue
      texts.push(event.text)
      held.resolve()
    }
    expect(texts[0]).toBe('Let me')
  })

  it('throws what the run rejects with, after the last event', async () => {
    await using script = await scriptedRLM({ root: [''] }, { maxIterations: 1 })
    const seen: string[] = []
    const looped = (async () => {
      for await (const { type } of script.rlm.stream('some context', 'q')) seen.push(type)
    })()
    expect(await failureOf(looped)).toMatchObject({ code: 'no-answer', usage: { totalCalls: 2 } })
    expect(seen.at(-1)).toBe('run-end')
  })

  it('aborts the run when its loop is left, and leaves nothing behind', async () => {
    await using script = await scriptedRLM({ root: [block('for (;;) {}')] })
    const stream = script.rlm.stream('some context', 'q')
    for await (const { type } of stream) if (type === 'block-start') break
    expect(await failureOf(stream.result)).toMatchObject({ code: 'aborted' })
  })

  it('runs to its end where nobody looks at the events', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(1)')] })
    expect(await script.rlm.stream('some context', 'q').result).toMatchObject({ answer: '1' })
  })

  it("stops at the caller's own signal", async () => {
    await using script = await scriptedRLM({ root: [block('for (;;) {}')] })
    const controller = new AbortController()
    const stream = script.rlm.stream('some context', 'q', { signal: controller.signal })
    const looped = (async () => {
      for await (const { type } of stream) if (type === 'block-start') controller.abort()
    })()
    expect(await failureOf(looped)).toMatchObject({ code: 'aborted' })
  })

  it('refuses what cannot be used at once', async () => {
    await using script = await scriptedRLM({ root: [''] })
    expect(() => script.rlm.stream('', 'q')).toThrow(TypeError)
    expect(script.server.requests).toHaveLength(0)
  })
})
