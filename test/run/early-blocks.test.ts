import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const FIRST = `${block('print("early")')}\n`

/** A reply that is held after its first piece; `release(type)` lets it go on at the first event of that type. */
function heldReply(first: string, rest: string) {
  const held = Promise.withResolvers<void>()
  const reply = { text: first + rest, pieces: [first, rest], holdAfterFirst: held.promise }
  const release =
    (until: RunEvent['type']) =>
    ({ type }: RunEvent): void => {
      if (type === until) held.resolve()
    }
  return { reply, release }
}

describe('a block', () => {
  it('runs while the model is still writing', async () => {
    const { reply, release } = heldReply(FIRST, block('FINAL("and on")'))
    await using script = await scriptedRLM({ root: [reply] })
    const { events, onEvent } = recorder()
    // The rest of the reply comes only when the first block has ended.
    const onBlockEnd = release('block-end')
    const result = await script.rlm.run('some context', 'q', {
      onEvent(event) {
        onEvent(event)
        onBlockEnd(event)
      },
    })
    expect(result).toMatchObject({ answer: 'and on', iterations: 1 })
    const types = events.map(({ type }) => type)
    expect(types.indexOf('block-end')).toBeLessThan(types.indexOf('model-call-end'))
  })

  it('may make calls meanwhile, even where one call at a time is allowed', async () => {
    await using script = await scriptedRLM(
      { root: [{ text: '', pieces: [`${block('const a = llm_query("x")')}\n`, block('FINAL(a)')] }] },
      { maxConcurrency: 1 },
    )
    expect(await script.rlm.completion('some context', 'q')).toBe('A(x)')
  })

  it('that fails stops the ones that arrive later', async () => {
    const { reply, release } = heldReply(`${block('null.x')}\n`, `${block('print("never")')}\n${block('1')}`)
    await using script = await scriptedRLM({ root: [reply, block('FINAL(1)')] })
    await script.rlm.run('some context', 'q', { onEvent: release('block-end') })
    expect(script.lastReport()).toContain('Blocks 2 to 3 of your reply did not run, because block 1 failed.')
  })

  it('that gives the answer lets the reply come to its end, so that its usage is known', async () => {
    const { reply, release } = heldReply(`${block('FINAL("answer")')}\n`, 'Output: 42\nFINAL(42)')
    await using script = await scriptedRLM({ root: [reply] })
    const result = await script.rlm.run('some context', 'q', { onEvent: release('final') })
    expect(result).toMatchObject({ answer: 'answer', usage: { totalCalls: 1, callsWithEstimatedTokens: 0 } })
  })

  it('is followed by what it really printed, whatever the model imagines', async () => {
    const imagined = 'Output:\n```\n99\n```\nSo it is 99.\nFINAL(99)\n'
    const { reply, release } = heldReply(`${block('print(1 + 1)')}\n`, imagined)
    await using script = await scriptedRLM({ root: [reply, block('FINAL("real")')] })
    expect(await script.rlm.completion('some context', 'q', { onEvent: release('block-end') })).toBe('real')
    expect(script.lastReport()).toMatch(/^\[block 1\]\n2\n[^]*as text beside code was ignored/)
  })
})

describe('a stream that breaks off', () => {
  it('after a block is the turn as far as it came: nothing is paid twice', async () => {
    const broken = { text: '', pieces: [`${block('const a = llm_query("paid")')}\n`, ''], cut: 'after-first' as const }
    await using script = await scriptedRLM({ root: [broken, block('FINAL(a)')] })
    const { events, onEvent, of } = recorder()
    const result = await script.rlm.run('some context', 'q', { onEvent })
    expect(result).toMatchObject({ answer: 'A(paid)', iterations: 2 })
    expect(result.usage).toMatchObject({ totalCalls: 3, callsWithEstimatedTokens: 1 })
    expect(script.server.requests.filter(({ body }) => body.model === 'sub-model')).toHaveLength(1)
    expect(script.lastReport()).toMatch(/connection broke while you were writing/)
    expect(of('model-call-end').find(({ role }) => role === 'root')).toMatchObject({
      outcome: { ok: false, code: 'connection' },
      text: `${block('const a = llm_query("paid")')}\n`,
    })
    expect(faultsOf(events)).toEqual([])
  })

  it('before a block is complete is asked for again, and nothing of it runs', async () => {
    const broken = { text: '', pieces: ['```repl\nllm_query("twice")\n', ''], cut: 'after-first' as const }
    await using script = await scriptedRLM({ root: [broken, block('FINAL(llm_query("once"))')] }, { maxRetries: 1 })
    const result = await script.rlm.run('some context', 'q')
    expect(result).toMatchObject({ answer: 'A(once)', iterations: 1 })
  })
})
