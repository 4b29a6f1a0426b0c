import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../support/chat-server.ts'
import { block, recorder, scriptedRLM } from '../support/script.ts'

/** A nested RLM's own conversation opens with a system prompt; a plain sub-call is one user message. */
const isNested = ({ body }: ChatRequest): boolean => body.messages[0]?.role === 'system'

describe('sub-calls', () => {
  it('are plain calls of `recursiveModel` at the default depth', async () => {
    await using script = await scriptedRLM({ root: [block('FINAL(llm_query("ping"))')] })
    const result = await script.rlm.run('some context', 'q')
    expect(result.answer).toBe('A(ping)')
    expect(script.server.requests[1]?.body).toMatchObject({
      model: 'sub-model',
      messages: [{ role: 'user', content: 'ping' }],
    })
    expect(result.usage).toMatchObject({
      totalCalls: 2,
      breakdownByComponent: { rootLlm: { calls: 1, model: 'root-model' }, subCalls: { calls: 1, model: 'sub-model' } },
    })
    expect(Object.keys(result.usage.byDepth)).toEqual(['0', '1'])
  })

  it('are refused with a clear error at maxDepth 0', async () => {
    await using script = await scriptedRLM(
      { root: [block('llm_query("ping")'), block('FINAL("code alone")')] },
      { maxDepth: 0 },
    )
    expect(await script.rlm.completion('some context', 'q')).toBe('code alone')
    expect(script.lastReport()).toMatch(/maxDepth: 0/)
    expect(script.server.requests).toHaveLength(2)
  })

  it('are nested RLMs over their prompt where depth is left, and theirs are plain', async () => {
    const nested = block('FINAL(llm_query("leaf " + context.length))')
    await using script = await scriptedRLM(
      {
        root: [block('FINAL(llm_query("a long prompt to work on"))')],
        sub: (prompt, request) => (isNested(request) ? nested : `plain ${prompt}`),
      },
      { maxDepth: 2 },
    )
    const result = await script.rlm.run('some context', 'q')
    expect(result.answer).toBe('plain leaf 24')
    expect(Object.keys(result.usage.byDepth)).toEqual(['0', '1', '2'])
    expect(script.server.requests.map(({ body }) => body.model)).toEqual(['root-model', 'sub-model', 'sub-model'])
  })

  it('take a query and a context of their own with rlm_query', async () => {
    const nested = block('FINAL(context.items.length)')
    await using script = await scriptedRLM(
      {
        root: [block('const r = rlm_query("How many items?", { items: [1, 2, 3] }); FINAL(r)')],
        sub: (_prompt, request) => (isNested(request) ? nested : 'plain'),
      },
      { maxDepth: 2 },
    )
    expect(await script.rlm.completion('some context', 'q')).toBe('3')
    expect(script.server.requests[1]?.body.messages[1]?.content).toContain('How many items?')
  })

  it('become plain calls with a visible note when no depth is left for rlm_query', async () => {
    await using script = await scriptedRLM({
      root: [block('print(rlm_query("Who?", "the text"))'), block('FINAL(1)')],
    })
    await script.rlm.completion('some context', 'q')
    expect(script.server.requests[1]?.body.messages[0]?.content).toMatch(/Who\?[^]*the text/)
    expect(script.lastReport()).toMatch(/no depth is left/)
  })

  it('are plain with `recursive: false`, and take a model of their own', async () => {
    await using script = await scriptedRLM(
      { root: [block('FINAL(llm_query("p", { recursive: false, model: "other-model" }))')] },
      { maxDepth: 3 },
    )
    expect(await script.rlm.completion('some context', 'q')).toBe('A(p)')
    expect(script.server.requests[1]?.body.model).toBe('other-model')
  })

  it('answer a batch in order, with the failed slots named', async () => {
    await using script = await scriptedRLM({
      root: [block('const r = llm_query_batch(["a", "bad", "c"])\nprint(r[0], r[2])'), block('FINAL(r.length)')],
      sub: (prompt) =>
        prompt === 'bad' ? { status: 400, body: { error: { message: 'no such thing' } } } : `A(${prompt})`,
    })
    expect(await script.rlm.completion('some context', 'q')).toBe('3')
    expect(script.lastReport()).toMatch(/A\(a\) A\(c\)/)
    expect(script.lastReport()).toMatch(/note: .*1 of 3/)
  })
})

describe('the tree', () => {
  const deep = (request: ChatRequest) => {
    const level = Number(/level (\d)/.exec(JSON.stringify(request.body.messages))?.[1] ?? 0)
    return block(
      `const parts = await Promise.all([1, 2, 3].map(i => rlm_query("level ${level + 1}", "level ${level + 1} part " + i)))\nFINAL(parts.join(""))`,
    )
  }

  it('cannot deadlock on one slot: a parent that waits holds none', async () => {
    await using script = await scriptedRLM(
      { root: [deep], sub: (_prompt, request) => (isNested(request) ? deep(request) : 'x') },
      { maxDepth: 3, maxConcurrency: 1 },
    )
    const result = await script.rlm.run('level 0', 'q')
    expect(result.answer).toBe('x'.repeat(27))
    expect(result.usage.totalCalls).toBe(1 + 3 + 9 + 27)
    expect(script.server.peakInFlight).toBe(1)
  })

  it('keeps all its calls under one concurrency limit and in one ledger', async () => {
    await using script = await scriptedRLM(
      { root: [deep], sub: (_prompt, request) => (isNested(request) ? deep(request) : 'x') },
      { maxDepth: 3, maxConcurrency: 4 },
    )
    await script.rlm.completion('level 0', 'q')
    expect(script.server.peakInFlight).toBeLessThanOrEqual(4)
    expect(script.rlm.costSummary()).toMatchObject({ totalCalls: 40, byDepth: { '3': { calls: 27 } } })
  })

  it('shows in the events: every start has its end, and nested runs name their parent', async () => {
    const nested = block('FINAL("deep")')
    await using script = await scriptedRLM(
      {
        root: [block('FINAL(rlm_query("q", "c"))')],
        sub: (_prompt, request) => (isNested(request) ? nested : 'plain'),
      },
      { maxDepth: 2 },
    )
    const { events, onEvent, of } = recorder()
    await script.rlm.run('some context', 'q', { onEvent })
    const starts = events.filter(({ type }) => type.endsWith('-start')).map(({ type }) => type.slice(0, -6))
    const ends = events.filter(({ type }) => type.endsWith('-end')).map(({ type }) => type.slice(0, -4))
    expect(starts.sort()).toEqual(ends.sort())
    const [, nestedStart] = of('run-start')
    expect(nestedStart?.parentId).toBe(of('sub-call-start')[0]?.id)
    expect(nestedStart).toMatchObject({ depth: 1, model: 'sub-model', query: 'q' })
  })
})
