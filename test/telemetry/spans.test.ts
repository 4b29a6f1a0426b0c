import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { tool } from '../../src/index.ts'
import { block } from '../support/script.ts'
import type { ReceivedSpan } from './receiver.ts'
import { childrenOf, named, startTracing, tracedRLM, treeOf } from './traced.ts'

const INTERNAL = 1
const CLIENT = 3
const ERROR = 2

/** Children whose time is not within that of their parent. */
function outsideTheirParents(spans: readonly ReceivedSpan[]): string[] {
  const parents = new Map(spans.map((span) => [span.spanId, span]))
  return spans
    .filter(({ parentSpanId = '', startTimeUnixNano, endTimeUnixNano }) => {
      const parent = parents.get(parentSpanId)
      const isWithin =
        parent === undefined ||
        (startTimeUnixNano >= parent.startTimeUnixNano && endTimeUnixNano <= parent.endTimeUnixNano)
      return !isWithin || endTimeUnixNano < startTimeUnixNano
    })
    .map(({ name }) => name)
}

const ASK_TWICE = block('const answers = await Promise.all(["a", "b"].map((p) => llm_query(p)))\nprint(answers)')

describe('the spans of a run', () => {
  it('are a tree of one agent, its model calls, its blocks and their calls', async () => {
    await using traced = await tracedRLM({ root: [ASK_TWICE, block('FINAL("done")')] })
    await traced.rlm.run('some context', 'q')
    const spans = await traced.spans()
    expect(treeOf(spans)).toEqual([
      'invoke_agent rlm',
      '  chat root-model',
      '  execute_tool repl',
      '    chat sub-model',
      '    chat sub-model',
      '  chat root-model',
      '  execute_tool repl',
    ])
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
    expect(new Set(spans.map(({ scope }) => scope))).toEqual(new Set(['recursive-language-model']))
    expect(outsideTheirParents(spans)).toEqual([])
  })

  it('have the attributes of the conventions', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 7 },
    }
    await using traced = await tracedRLM(
      { root: [{ text: block('FINAL(1)'), usage }] },
      { modelOptions: { temperature: 0.5, seed: 4, reasoningEffort: 'low' } },
    )
    const { runId } = await traced.rlm.run('some context', 'q')
    const spans = await traced.spans()
    const { port } = new URL(traced.server.url)
    const endpoint = {
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'root-model',
      'server.address': '127.0.0.1',
      'server.port': Number(port),
    }
    const tokens = {
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 64,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.reasoning.output_tokens': 7,
    }
    const [agent] = named(spans, 'invoke_agent rlm')
    expect(agent.kind).toBe(INTERNAL)
    expect(agent.attributes).toEqual({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'rlm',
      ...endpoint,
      ...tokens,
      'rlm.run_id': runId,
      'rlm.depth': 0,
      'rlm.context_chars': 12,
      'rlm.stop_reason': 'final',
      'rlm.calls': 1,
    })
    const [chat] = named(spans, 'chat root-model')
    expect(chat.kind).toBe(CLIENT)
    expect(chat.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      ...endpoint,
      ...tokens,
      'gen_ai.request.stream': true,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.seed': 4,
      'gen_ai.request.reasoning.level': 'low',
      'rlm.call_role': 'root',
      'rlm.depth': 0,
      'rlm.iteration': 1,
      'rlm.reply_source': 'model',
    })
    const [code] = named(spans, 'execute_tool repl')
    expect(code.kind).toBe(INTERNAL)
    expect(code.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'repl',
      'gen_ai.tool.type': 'extension',
      'gen_ai.tool.call.id': expect.stringMatching(/./) as string,
      'rlm.block_index': 0,
      'rlm.depth': 0,
      'rlm.iteration': 1,
    })
    expect(spans.map(({ status }) => status.code ?? 0)).toEqual([0, 0, 0])
  })

  it('tell the cost where prices are known', async () => {
    const price = { input: 1, output: 2 }
    await using traced = await tracedRLM(
      { root: [{ text: block('FINAL(1)'), usage: { prompt_tokens: 1_000_000, completion_tokens: 500_000 } }] },
      { prices: { 'root-model': price, 'sub-model': price } },
    )
    await traced.rlm.run('some context', 'q')
    const spans = await traced.spans()
    for (const name of ['invoke_agent rlm', 'chat root-model']) {
      expect(named(spans, name)[0].attributes).toMatchObject({ 'rlm.cost_usd': 2 })
    }
  })

  it('have the iteration of what they belong to, down to the calls of a block', async () => {
    await using traced = await tracedRLM({ root: [block('1'), block('FINAL(await llm_query("p"))')] })
    await traced.rlm.run('some context', 'q')
    const spans = await traced.spans()
    const iterations = (name: string) =>
      new Set(named(spans, name).map(({ attributes }) => attributes['rlm.iteration']))
    expect(iterations('chat root-model')).toEqual(new Set([1, 2]))
    expect(iterations('chat sub-model')).toEqual(new Set([2]))
    expect(iterations('invoke_agent rlm')).toEqual(new Set([undefined]))
  })

  it('overlap as the calls of a block did', async () => {
    const both = Promise.withResolvers<string>()
    let arrived = 0
    const sub = (): Promise<string> => {
      arrived += 1
      if (arrived === 2) both.resolve('answer')
      return both.promise
    }
    await using traced = await tracedRLM({ root: [ASK_TWICE, block('FINAL(1)')], sub })
    await traced.rlm.run('some context', 'q')
    const [first, second] = named(await traced.spans(), 'chat sub-model')
    expect(first.startTimeUnixNano < (second?.endTimeUnixNano ?? 0n)).toBe(true)
    expect((second?.startTimeUnixNano ?? 0n) < first.endTimeUnixNano).toBe(true)
  })

  it('show a nested run below the block that asked for it', async () => {
    const sub = (prompt: string): string => (prompt.includes('the small part') ? 'x' : block('FINAL("inner")'))
    await using traced = await tracedRLM(
      { root: [block('FINAL(await llm_query("read the big part"))')], sub },
      { maxDepth: 2 },
    )
    await traced.rlm.run('some context', 'q')
    const spans = await traced.spans()
    expect(treeOf(spans)).toEqual([
      'invoke_agent rlm',
      '  chat root-model',
      '  execute_tool repl',
      '    invoke_agent rlm',
      '      chat sub-model',
      '      execute_tool repl',
    ])
    const nested = named(spans, 'invoke_agent rlm').find(({ attributes }) => attributes['rlm.depth'] === 1)
    expect(nested?.attributes).toMatchObject({ 'gen_ai.request.model': 'sub-model', 'rlm.iteration': 1 })
    expect(outsideTheirParents(spans)).toEqual([])
  })

  it('show the tools of the user', async () => {
    const tools = {
      double: tool({ description: 'Doubles.', parameters: z.number(), execute: (value) => value * 2 }),
      fail: tool({
        description: 'Fails.',
        execute: () => {
          throw new Error('no')
        },
      }),
    }
    const source = 'const doubled = await double(4)\ntry { await fail() } catch {}\nFINAL(doubled)'
    await using traced = await tracedRLM({ root: [block(source)] }, { tools })
    expect(await traced.rlm.completion('some context', 'q')).toBe('8')
    const spans = await traced.spans()
    const [code] = named(spans, 'execute_tool repl')
    expect(childrenOf(spans, code.spanId).map(({ name }) => name)).toEqual(['execute_tool double', 'execute_tool fail'])
    const [double] = named(spans, 'execute_tool double')
    expect(double.attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'double',
      'gen_ai.tool.type': 'function',
      'rlm.is_replayed': false,
    })
    expect(named(spans, 'execute_tool fail')[0]).toMatchObject({
      attributes: { 'error.type': 'tool' },
      status: { code: ERROR },
    })
  })

  it('of two instances go each where its own provider sends them', async () => {
    await using left = await tracedRLM({ root: [block('FINAL(1)')] })
    await using right = await tracedRLM({ root: [], sub: () => block('FINAL(2)') }, { model: 'other-root' })
    await Promise.all([left.rlm.run('some context', 'q'), right.rlm.run('some context', 'q')])
    const [ofLeft, ofRight] = [await left.spans(), await right.spans()]
    expect(new Set(named(ofLeft, 'invoke_agent rlm').map(({ traceId }) => traceId)).size).toBe(1)
    expect(ofLeft.some(({ name }) => name === 'chat other-root')).toBe(false)
    expect(named(ofRight, 'chat other-root').length).toBeGreaterThan(0)
  })

  it('of two runs at once are two traces', async () => {
    await using traced = await tracedRLM({ root: [block('FINAL(1)')] })
    await Promise.all([traced.rlm.run('some context', 'q'), traced.rlm.run('some context', 'q')])
    const spans = await traced.spans()
    expect(treeOf(spans)).toEqual(
      Array.from({ length: 2 }, () => ['invoke_agent rlm', '  chat root-model', '  execute_tool repl']).flat(),
    )
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2)
  })

  it('of a session and of a stream are those of any run', async () => {
    await using traced = await tracedRLM({ root: [block('FINAL(1)')] })
    await using session = traced.rlm.session()
    await session.run('some context', 'q')
    await session.run(undefined, 'and now?')
    for await (const event of traced.rlm.stream('some context', 'q')) expect(event).toBeDefined()
    expect(named(await traced.spans(), 'invoke_agent rlm')).toHaveLength(3)
  })
})

describe('the clock of spans', () => {
  it('is that of the host', async () => {
    await using tracing = await startTracing()
    await using traced = await tracedRLM(
      { root: [block('FINAL(1)')] },
      { telemetry: { tracerProvider: tracing.tracerProvider } },
    )
    const before = Date.now()
    await traced.rlm.run('some context', 'q')
    const after = Date.now()
    const [agent] = named(await tracing.spans(), 'invoke_agent rlm')
    expect(Number(agent.startTimeUnixNano / 1_000_000n)).toBeGreaterThanOrEqual(before)
    expect(Number(agent.endTimeUnixNano / 1_000_000n)).toBeLessThanOrEqual(after + 1)
  })
})
