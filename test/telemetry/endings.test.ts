import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/index.ts'
import { errorBody } from '../support/chat-server.ts'
import { failureOf } from '../support/failure.ts'
import { block } from '../support/script.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { named, tracedRLM, treeOf } from './traced.ts'

const ERROR = 2
const OVERLOADED = { status: 503, headers: { 'retry-after-ms': '1' }, body: errorBody('busy') }

describe('a span of something that fails', () => {
  it('has the code of the error, from the call up to the run', async () => {
    await using traced = await tracedRLM({ root: [{ status: 401, body: errorBody('no such key') }] })
    expect(await failureOf(traced.rlm.run('some context', 'q'))).toMatchObject({ code: 'authentication' })
    const spans = await traced.spans()
    for (const name of ['invoke_agent rlm', 'chat root-model']) {
      const [{ attributes, status }] = named(spans, name)
      expect(attributes['error.type']).toBe('authentication')
      expect(status).toEqual({ code: ERROR })
    }
  })

  it('ends where the run is aborted, whatever was open', async () => {
    const abort = new AbortController()
    const sub = async (): Promise<string> => {
      abort.abort()
      return new Promise(() => {})
    }
    await using traced = await tracedRLM({ root: [block('FINAL(await llm_query("p"))')], sub })
    expect(await failureOf(traced.rlm.run('some context', 'q', { signal: abort.signal }))).toMatchObject({
      code: 'aborted',
    })
    const spans = await traced.spans()
    expect(treeOf(spans)).toEqual([
      'invoke_agent rlm',
      '  chat root-model',
      '  execute_tool repl',
      '    chat sub-model',
    ])
    for (const name of ['invoke_agent rlm', 'execute_tool repl', 'chat sub-model']) {
      expect(named(spans, name)[0].attributes['error.type']).toBe('aborted')
    }
  })

  it('is that of a block that throws, by the name of a known error', async () => {
    const renamed = 'const error = new Error("no"); error.name = "Secret name"; throw error'
    await using traced = await tracedRLM({ root: [block('null.x'), block(renamed), block('FINAL(1)')] })
    await traced.rlm.run('some context', 'q')
    const blocks = named(await traced.spans(), 'execute_tool repl')
    expect(blocks.map(({ attributes }) => attributes['error.type'])).toEqual(['TypeError', '_OTHER', undefined])
    expect(blocks.map(({ status }) => status.code ?? 0)).toEqual([ERROR, ERROR, 0])
  })

  it('says how the sandbox of a block was lost, and that of the run that another was started', async () => {
    const hoard = 'const hoard = []\nfor (;;) hoard.push(new Array(1e6).fill(hoard.length))'
    await using traced = await tracedRLM({ root: [block(hoard), block('FINAL(1)')] }, { sandbox: { memoryMb: 64 } })
    await traced.rlm.run('some context', 'q')
    const spans = await traced.spans()
    expect(named(spans, 'execute_tool repl')[0]).toMatchObject({
      attributes: { 'error.type': 'memory' },
      status: { code: ERROR },
    })
    expect(named(spans, 'invoke_agent rlm')[0].events.map(({ name }) => name)).toEqual(['rlm.sandbox_restart'])
  })
})

describe('what happens within a span', () => {
  it('is told of as its events: each retry of a call', async () => {
    await using traced = await tracedRLM({ root: [OVERLOADED, OVERLOADED, block('FINAL(1)')] })
    await traced.rlm.run('some context', 'q')
    const [{ events, attributes, startTimeUnixNano, endTimeUnixNano }] = named(await traced.spans(), 'chat root-model')
    expect(events.map(({ name, attributes }) => ({ name, ...attributes }))).toEqual([
      { name: 'rlm.retry', 'rlm.attempt': 1, 'rlm.delay_ms': expect.anything() as number, 'error.type': 'overloaded' },
      { name: 'rlm.retry', 'rlm.attempt': 2, 'rlm.delay_ms': expect.anything() as number, 'error.type': 'overloaded' },
    ])
    for (const { timeUnixNano } of events) {
      expect(timeUnixNano >= startTimeUnixNano && timeUnixNano <= endTimeUnixNano).toBe(true)
    }
    expect(attributes['error.type']).toBeUndefined()
  })

  it('is told of as its events: a limit that was reached', async () => {
    await using traced = await tracedRLM(
      { root: [block('try { await llm_query("p") } catch {}'), block('FINAL(1)')] },
      { limits: { calls: 2 } },
    )
    await traced.rlm.run('some context', 'q')
    const [agent] = named(await traced.spans(), 'invoke_agent rlm')
    expect(agent.attributes['rlm.stop_reason']).toBe('limit')
    expect(agent.events).toMatchObject([
      { name: 'rlm.limit_reached', attributes: { 'rlm.limit': 'calls', 'rlm.allowed': 2, 'rlm.spent': 1 } },
    ])
  })
})

describe('a call that was not paid for', () => {
  it('has a span without usage, which says where the reply came from', async () => {
    await using traced = await tracedRLM(
      { root: [block('FINAL(await llm_query("p"))')] },
      { cache: new Map(), prices: { 'root-model': { input: 1, output: 1 }, 'sub-model': { input: 1, output: 1 } } },
    )
    await traced.rlm.run('some context', 'q')
    await traced.rlm.run('some context', 'q')
    const calls = named(await traced.spans(), 'chat root-model')
    expect(calls.map(({ attributes }) => attributes['rlm.reply_source'])).toEqual(['model', 'cache'])
    expect(calls[0].attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0)
    expect(calls[1]?.attributes).toMatchObject({ 'rlm.cost_usd': 0 })
    expect(Object.keys(calls[1]?.attributes ?? {}).filter((name) => name.includes('usage'))).toEqual([])
  })

  it('is in the trace of a resumed run', async () => {
    const journal = `${temporaryDirectory()}/run.jsonl`
    await using traced = await tracedRLM({ root: [block('1'), block('FINAL(1)')] })
    await traced.rlm.run('some context', 'q', { journal })
    const paid = (await traced.spans()).length
    await traced.rlm.resume(journal, { context: 'some context' })
    const resumed = (await traced.spans()).slice(paid)
    expect(treeOf(resumed)).toHaveLength(5)
    expect(named(resumed, 'chat root-model').map(({ attributes }) => attributes['rlm.reply_source'])).toEqual([
      'journal',
      'journal',
    ])
    expect(named(resumed, 'invoke_agent rlm')[0].attributes['rlm.calls']).toBe(0)
  })

  it('says that it was shared with one in flight', async () => {
    const both = Promise.withResolvers<string>()
    await using traced = await tracedRLM(
      { root: [block('FINAL((await Promise.all([llm_query("p"), llm_query("p")])).join())')], sub: () => both.promise },
      { dedupe: true },
    )
    let asked = 0
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'model-call-start' && event.role === 'sub-call') asked += 1
      if (asked === 2) both.resolve('A')
    }
    await traced.rlm.run('some context', 'q', { onEvent })
    const calls = named(await traced.spans(), 'chat sub-model')
    const sources = calls.map(({ attributes }) => attributes['rlm.reply_source'])
    expect(new Set(sources)).toEqual(new Set(['call-in-flight', 'model']))
  })
})
