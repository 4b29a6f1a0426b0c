import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RLM, tool } from '../../src/index.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

const add = tool({
  description: 'Adds two numbers',
  parameters: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a + b,
})

describe('tools', () => {
  it('are functions in blocks, called as they are or awaited, and are shown in the prompt', async () => {
    const source =
      'const one = add({ a: 1, b: 2 })\nconst more = await Promise.all([3, 4].map((a) => add({ a, b: one })))\nFINAL([one, ...more])'
    await using script = await scriptedRLM({ root: [block(source)] }, { tools: { add } })
    const { events, onEvent, of } = recorder()
    expect(await script.rlm.completion('some context', 'q', { onEvent })).toBe('[3,6,7]')
    const system = script.rootRequests()[0]?.body.messages[0]?.content ?? ''
    expect(system).toMatch(/add\(/)
    expect(system).toMatch(/Adds two numbers/)
    expect(of('tool-call-end').map(({ name, text, outcome }) => [name, text, outcome.ok])).toEqual([
      ['add', '3', true],
      ['add', '6', true],
      ['add', '7', true],
    ])
    expect(faultsOf(events)).toEqual([])
  })

  it('fail in the block alone, with what the model can act on', async () => {
    const tools = {
      add,
      broken: tool({ description: 'Breaks', execute: () => Promise.reject(new Error('no such table')) }),
      slow: tool({
        description: 'Waits',
        timeoutMs: 20,
        execute: (_, { signal }) => setTimeout(60_000, 1, { signal }),
      }),
    }
    const source = `for (const call of [() => add({ a: 'x' }), () => broken(), () => slow()]) {
  try { call() } catch (error) { print(error.message) }
}`
    await using script = await scriptedRLM({ root: [block(source), block('FINAL("went on")')] }, { tools })
    expect(await script.rlm.completion('some context', 'q')).toBe('went on')
    const report = script.lastReport()
    expect(report).toMatch(/`add`/)
    expect(report).toMatch(/no such table/)
    expect(report).toMatch(/20 ms/)
  })

  it('are there for nested runs, too', async () => {
    await using script = await scriptedRLM(
      {
        root: [block('FINAL(rlm_query("how much?", "some numbers"))')],
        sub: () => block('FINAL(add({ a: 20, b: 3 }))'),
      },
      { tools: { add }, maxDepth: 2 },
    )
    expect(await script.rlm.completion('some context', 'q')).toBe('23')
  })

  it('refuse names that are taken, and what is no tool, at construction', () => {
    for (const name of ['llm_query', 'context', 'JSON', 'not a name', 'class', 'rlm$']) {
      expect(() => new RLM({ apiKey: 'k', tools: { [name]: add } })).toThrow(TypeError)
    }
    // @ts-expect-error no execute
    expect(() => new RLM({ apiKey: 'k', tools: { fine: { description: 'nothing' } } })).toThrow(
      /`tools\.fine\.execute` must be a function/,
    )
  })
})
