import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tool } from '../../src/index.ts'
import { faultsOf } from '../support/event-tree.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

describe("route: 'auto'", () => {
  it('answers a small question by one plain call, as `llm.completion` would', async () => {
    await using script = await scriptedRLM({ root: ['Paris.'] }, { route: 'auto' })
    const { events, onEvent } = recorder()
    const result = await script.rlm.run('What is the capital of France?', undefined, { onEvent })
    expect(result).toMatchObject({ answer: 'Paris.', value: 'Paris.', stopReason: 'direct', iterations: 0 })
    expect(result.usage.totalCalls).toBe(1)
    expect(script.server.requests[0]?.body.messages).toEqual([
      { role: 'user', content: 'What is the capital of France?' },
    ])
    expect(faultsOf(events)).toEqual([])
  })

  it('sends context and query, and a list of chat messages as what it is', async () => {
    await using script = await scriptedRLM({ root: ['Tuesday'] }, { route: 'auto' })
    await script.rlm.completion('The meeting is on Tuesday.', 'When is it?')
    const sent = script.server.requests[0]?.body.messages.map(({ content }) => content).join('\n') ?? ''
    expect(sent).toContain('The meeting is on Tuesday.')
    expect(sent).toContain('When is it?')
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello!' },
    ]
    await script.rlm.completion(messages)
    expect(script.server.requests[1]?.body.messages).toEqual(messages)
  })

  it('leaves to an RLM what is large, what fills the window, and what may need tools', async () => {
    const root = [block('FINAL("by an RLM")')]
    const large = 'word '.repeat(7000)
    const small = 'word '.repeat(1000)
    await using plain = await scriptedRLM({ root }, { route: 'auto' })
    expect(await plain.rlm.run(large, 'q')).toMatchObject({ answer: 'by an RLM', stopReason: 'final' })
    await using narrow = await scriptedRLM({ root }, { route: 'auto', contextWindow: 4000 })
    expect(await narrow.rlm.run(small, 'q')).toMatchObject({ stopReason: 'final' })
    const now = tool({ description: 'The time', execute: () => 1 })
    await using tooled = await scriptedRLM({ root }, { route: 'auto', tools: { now } })
    expect(await tooled.rlm.run(small, 'q')).toMatchObject({ stopReason: 'final' })
    await using always = await scriptedRLM({ root })
    expect(await always.rlm.run('word', 'q')).toMatchObject({ stopReason: 'final' })
  })

  it('falls back to an RLM where the reply is cut, empty, or fits no schema twice', async () => {
    const final = block('FINAL(5)')
    for (const [root, calls] of [
      [[{ text: 'half', finishReason: 'length' }, final], 2],
      [['', final], 2],
      [['five', 'five!', final], 3],
    ] as const) {
      await using script = await scriptedRLM({ root }, { route: 'auto' })
      const result = await script.rlm.run('some context', 'q', { schema: z.coerce.number() })
      expect(result).toMatchObject({ value: 5, stopReason: 'final', usage: { totalCalls: calls } })
    }
  })

  it('corrects a plain answer that does not fit the schema', async () => {
    await using script = await scriptedRLM({ root: ['about five', '{"n": 5}'] }, { route: 'auto' })
    const result = await script.rlm.run('some context', 'q', { schema: z.object({ n: z.number() }) })
    expect(result).toMatchObject({ value: { n: 5 }, stopReason: 'direct', usage: { totalCalls: 2 } })
  })
})
