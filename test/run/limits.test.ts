import { describe, expect, it } from 'vitest'
import { LimitError } from '../../src/errors.ts'
import type { RLMOptions } from '../../src/options.ts'
import { errorBody, type Reply } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { failureOf } from '../support/failure.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

/** A token costs a dollar in a million, whichever it is. */
const PRICES = { 'root-model': { input: 1, output: 1 }, 'sub-model': { input: 1, output: 1 } }
const tokens = (text: string, input: number, output: number): Reply => ({
  text,
  usage: { prompt_tokens: input, completion_tokens: output },
})
const modelOptions = { maxOutputTokens: 1000 }
const recursiveModelOptions = { maxOutputTokens: 100 }

function limited(limits: RLMOptions['limits'], more: RLMOptions = {}): RLMOptions {
  return { prices: PRICES, modelOptions, recursiveModelOptions, limits, ...more }
}

describe('a limit', () => {
  it('on calls stops those that are not sent, and asks for the answer once more', async () => {
    const calls = block('answer = await llm_query_batch(["a", "b", "c", "d", "e"])')
    await using script = await scriptedRLM({ root: [calls, 'It is b.'] }, limited({ calls: 5 }))
    const { events, onEvent, of } = recorder()
    const result = await script.rlm.run('some context', 'q', { onEvent })
    expect(result).toMatchObject({ answer: 'It is b.', stopReason: 'limit', iterations: 2, usage: { totalCalls: 5 } })
    expect(script.server.requests).toHaveLength(5)
    expect(script.lastReport()).toMatch(/2 of 5[^]*limit \(`calls`\)[^]*last turn[^]*final answer/)
    expect(of('limit')).toMatchObject([{ limit: 'calls', allowed: 5, spent: 4 }])
    expect(faultsOf(events)).toEqual([])
  })

  it('is never overspent by calls at once, nested runs included', async () => {
    const nested = block('FINAL((await llm_query_batch(["1", "2", "3", "4"])).length)')
    await using script = await scriptedRLM(
      {
        root: [
          block('await llm_query_batch(Array.from({ length: 20 }, (_, i) => "nested " + i))'),
          tokens('x', 500, 10),
        ],
        sub: (prompt) => (/^\d$/.test(prompt) ? tokens('leaf', 60, 90) : tokens(nested, 3000, 90)),
      },
      limited({ costUsd: 0.1 }, { maxDepth: 2 }),
    )
    const { usage, stopReason } = await script.rlm.run('some context', 'q')
    expect(stopReason).toBe('limit')
    expect(usage.estimatedCostUsd).toBeLessThanOrEqual(0.1)
    expect(usage.estimatedCostUsd).toBeGreaterThan(0.05)
  })

  it('sends the output limit that it has reserved', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(llm_query("a"))')] }, { limits: { tokens: 100_000 } })
    await script.rlm.run('some context', 'q')
    expect(script.server.requests.map(({ body }) => body['max_completion_tokens'] ?? body['max_tokens'])).toEqual([
      16_384, 16_384,
    ])
  })

  it('does not lose an answer of the same turn', async () => {
    const source = 'await llm_query_batch(["a", "b", "c"])\nFINAL("in time")'
    await using script = await scriptedRLM({ root: [block(source)] }, limited({ calls: 3 }))
    const { onEvent, of } = recorder()
    const result = await script.rlm.run('some context', 'q', { onEvent })
    expect(result).toMatchObject({ answer: 'in time', stopReason: 'final' })
    expect(of('limit')).toHaveLength(1)
  })

  it('ends in a LimitError with the best answer so far where the last turn cannot be had', async () => {
    const first = tokens(block('answer = "nearly"'), 3900, 1000)
    await using script = await scriptedRLM({ root: [first] }, limited({ tokens: 5000 }))
    const error = await failureOf(script.rlm.run('some context', 'q'))
    expect(error).toBeInstanceOf(LimitError)
    expect(error).toMatchObject({ code: 'limit', limit: 'tokens', allowed: 5000, spent: 4900, partialAnswer: 'nearly' })
    expect(error.usage).toMatchObject({ totalTokens: 4900, totalCalls: 1 })
    expect(script.server.requests).toHaveLength(1)
  })

  it('on errors counts blocks and calls that failed, in nested runs too', async () => {
    const nested = block('null.x')
    await using script = await scriptedRLM(
      { root: [block('await llm_query_async("nested")'), 'I give up.'], sub: () => nested },
      limited({ errors: 3 }, { maxDepth: 2 }),
    )
    const result = await script.rlm.run('some context', 'q')
    expect(result).toMatchObject({ answer: 'I give up.', stopReason: 'limit' })
    expect(script.server.requests).toHaveLength(5)
  })

  it('refuses a model without a known price before its call, and goes on', async () => {
    const source = 'try { llm_query("a", { model: "unheard-of" }) } catch (error) { print(error.message) }'
    await using script = await scriptedRLM({ root: [block(source), block('FINAL(1)')] }, limited({ costUsd: 1 }))
    expect(await script.rlm.completion('some context', 'q')).toBe('1')
    expect(script.lastReport()).toMatch(/unheard-of[^]*prices/)
    expect(script.server.requests).toHaveLength(2)
  })

  it('on cost needs known prices, before the first call', async () => {
    await expect(scriptedRLM({ root: [''] }, { limits: { costUsd: 1 } })).rejects.toThrow(/root-model.*`prices`/)
  })

  it('tells the model what is left once half is gone, last in the message, and lets it ask before', async () => {
    const ask = block('const { calls } = budget(); print(calls.left)')
    await using script = await scriptedRLM({ root: [ask, ask, block('1'), block('FINAL(1)')] }, limited({ calls: 6 }))
    await script.rlm.completion('some context', 'q')
    const reports = script.rootRequests().map(({ body }) => body.messages.at(-1)?.content ?? '')
    expect(script.rootRequests()[0]?.body.messages[0]?.content).toContain('`budget()`')
    expect(reports[1]).toMatch(/^\[block 1\]\n5\n/)
    expect(reports.map((report) => report.includes("Left of this run's limits"))).toEqual([false, false, false, true])
    expect(reports[3]).toMatch(/Left of this run's limits[^\n]*calls 3 of 6[^\n]*$/)
  })
})

describe('a limit on the duration', () => {
  it('ends a block that works, keeps what it had, and leaves time for the answer', async () => {
    await using script = await scriptedRLM(
      { root: [block('var found = 42'), block('for (;;) {}'), block('FINAL(found)')] },
      limited({ durationMs: 3000 }),
    )
    const result = await script.rlm.run('some context', 'q')
    expect(result).toMatchObject({ answer: '42', stopReason: 'limit' })
    expect(result.durationMs).toBeGreaterThan(2600)
    expect(result.durationMs).toBeLessThan(3400)
    expect(script.lastReport()).toContain('TimeoutError')
  })

  it('aborts a call in flight, wherever it was made, and leaves nothing behind', async () => {
    const held = Promise.withResolvers<void>()
    await using script = await scriptedRLM(
      {
        root: [block('await llm_query("nested")'), { text: 'never', holdHeaders: held.promise }],
        sub: () => ({ text: 'late', holdHeaders: held.promise }),
      },
      limited({ durationMs: 1500 }, { maxDepth: 2 }),
    )
    const { events, onEvent } = recorder()
    const error = await failureOf(script.rlm.run('some context', 'q', { onEvent }))
    expect(error).toMatchObject({ code: 'limit', limit: 'durationMs', usage: { totalCalls: 1 } })
    expect(events.at(-1)?.atMs).toBeGreaterThan(1300)
    expect(events.at(-1)?.atMs).toBeLessThan(1900)
    await Promise.all(script.server.requests.slice(1).map(({ ended }) => expect(ended).resolves.toBe('disconnected')))
    held.resolve()
    expect(faultsOf(events)).toEqual([])
  })
})

describe('calls in flight when a limit is reached', () => {
  const refused = { status: 400, body: errorBody('no') }
  const root = [
    block('const [a, b] = await Promise.all(["held", "other"].map((p) => llm_query_async(p).catch(e => e.message)))'),
    'over',
  ]

  it('finish, as a rule', async () => {
    const held = Promise.withResolvers<void>()
    const sub = (prompt: string): Reply => (prompt === 'held' ? { text: 'kept', holdHeaders: held.promise } : refused)
    await using script = await scriptedRLM({ root, sub }, limited({ errors: 1 }))
    const run = script.rlm.run('some context', 'q', {
      onEvent(event) {
        if (event.type === 'sub-call-end' && !event.outcome.ok) held.resolve()
      },
    })
    expect((await run).usage.totalCalls).toBe(3)
    expect(script.lastReport()).toContain('kept')
  })

  it("are aborted with `inFlight: 'abort'`", async () => {
    const held = Promise.withResolvers<void>()
    const sub = (prompt: string): Reply => (prompt === 'held' ? { text: 'late', holdHeaders: held.promise } : refused)
    await using script = await scriptedRLM({ root, sub }, limited({ errors: 1, inFlight: 'abort' }))
    expect((await script.rlm.run('some context', 'q')).usage.totalCalls).toBe(2)
    expect(script.lastReport()).not.toContain('late')
    held.resolve()
  })
})
