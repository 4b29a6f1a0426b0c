import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { type RunEvent, tool } from '../../src/index.ts'
import type { RLMOptions } from '../../src/options.ts'
import type { TelemetryOptions } from '../../src/telemetry/telemetry-options.ts'
import { errorBody } from '../support/chat-server.ts'
import { block } from '../support/script.ts'
import { named, type TracedRLM, tracedRLM } from './traced.ts'

/** In everything that a run is given and makes: no span may hold it. */
const SECRET = 'xylophone'

const echo = tool({
  description: `Echoes, ${SECRET}.`,
  parameters: z.string(),
  execute: (text) => {
    if (text.includes('fail')) throw new Error(`${text} ${SECRET}`)
    return `${text} ${SECRET}`
  },
})

const ping = tool({ description: 'Takes and gives nothing.', execute: () => undefined })

const SOURCES = [
  `await ping()\nprint(context, "${SECRET}")\nawait echo("${SECRET}")\ntry { await echo("fail ${SECRET}") } catch {}`,
  `var answer = "${SECRET}"\nthrow Object.assign(new Error("${SECRET}"), { name: "${SECRET}" })`,
  `try { await llm_query("${SECRET}", { model: "${SECRET}" }) } catch {}\nawait llm_query("${SECRET}")`,
  `FINAL("${SECRET}")`,
]

async function runWithSecrets(telemetry: TelemetryOptions, options: RLMOptions = {}): Promise<TracedRLM> {
  const traced = await tracedRLM(
    {
      root: SOURCES.map((source) => `${SECRET}\n${block(source)}`),
      sub: (_, { body }) =>
        body.model === SECRET ? { status: 404, body: errorBody(`no ${SECRET}`) } : `It is ${SECRET}.`,
    },
    {
      apiKey: `sk-${SECRET}`,
      headers: { 'x-secret': SECRET },
      customPrompt: `Beware of the ${SECRET}.`,
      modelOptions: { extraBody: { user: SECRET } },
      tools: { echo, ping },
      ...options,
      telemetry,
    },
  )
  await traced.rlm.run(`A context with a ${SECRET}.`, `Where is the ${SECRET}?`)
  return traced
}

describe('without recordContent', () => {
  it('no byte that leaves holds a text, a key, a header or an error message', async () => {
    await using traced = await runWithSecrets({})
    const spans = await traced.spans()
    expect(named(spans, 'execute_tool echo')).toHaveLength(2)
    expect(named(spans, 'chat _OTHER')[0].attributes['error.type']).toBe('bad-request')
    const sent = traced.receiver.bodies.join('\n')
    expect(sent).toContain('root-model')
    expect(sent).not.toContain(SECRET)
    expect(sent).not.toContain('/v1')
  })

  it('a model that only a block has named is told where the options name it, too', async () => {
    await using traced = await runWithSecrets({}, { prices: { [SECRET]: { input: 0, output: 0 } } })
    expect(named(await traced.spans(), `chat ${SECRET}`)).toHaveLength(1)
  })
})

describe('with recordContent', () => {
  it('spans hold messages, code, outputs and error messages in the forms of the conventions', async () => {
    await using traced = await runWithSecrets({ recordContent: true })
    const spans = await traced.spans()
    const json = (name: string, attribute: string, index = 0): unknown =>
      JSON.parse(String(named(spans, name)[index]?.attributes[attribute]))
    const text = (content: unknown) => [{ type: 'text', content }]

    expect(json('invoke_agent rlm', 'gen_ai.input.messages')).toEqual([
      { role: 'user', parts: text(`Where is the ${SECRET}?`) },
    ])
    expect(json('invoke_agent rlm', 'gen_ai.output.messages')).toEqual([
      { role: 'assistant', parts: text(SECRET), finish_reason: 'stop' },
    ])
    expect(json('chat root-model', 'gen_ai.input.messages')).toMatchObject([
      { role: 'system', parts: text(expect.stringContaining(`Beware of the ${SECRET}.`)) },
      { role: 'user', parts: text(expect.stringContaining(`Where is the ${SECRET}?`)) },
    ])
    expect(json('chat sub-model', 'gen_ai.output.messages')).toEqual([
      { role: 'assistant', parts: text(`It is ${SECRET}.`), finish_reason: 'stop' },
    ])
    expect(json('execute_tool repl', 'gen_ai.tool.call.arguments')).toEqual({ code: SOURCES[0] })
    expect(json('execute_tool repl', 'gen_ai.tool.call.result')).toMatchObject({
      stdout: expect.stringContaining(`A context with a ${SECRET}.`) as string,
    })
    expect(json('execute_tool repl', 'gen_ai.tool.call.result', 3)).toEqual({ stdout: '', final: SECRET })
    expect(json('execute_tool echo', 'gen_ai.tool.call.arguments')).toBe(SECRET)
    expect(json('execute_tool echo', 'gen_ai.tool.call.result')).toBe(`${SECRET} ${SECRET}`)
    expect(Object.keys(named(spans, 'execute_tool ping')[0].attributes)).not.toContain('gen_ai.tool.call.arguments')
    expect(Object.keys(named(spans, 'execute_tool ping')[0].attributes)).not.toContain('gen_ai.tool.call.result')
    expect(named(spans, 'execute_tool repl')[1]?.status.message).toBe(SECRET)
    expect(named(spans, `chat ${SECRET}`)[0].status.message).toContain('404')
  })

  it('keys and headers stay out all the same', async () => {
    await using traced = await runWithSecrets({ recordContent: true })
    await traced.spans()
    const sent = traced.receiver.bodies.join('\n')
    expect(sent).not.toContain(`sk-${SECRET}`)
    expect(sent).not.toContain('x-secret')
  })

  it('every text goes through redact first', async () => {
    const redact = (text: string): string => text.replaceAll(SECRET, '[gone]')
    await using traced = await runWithSecrets({ recordContent: true }, { redact })
    await traced.spans()
    const sent = traced.receiver.bodies.join('\n')
    expect(sent).toContain('Where is the [gone]?')
    expect(sent).not.toContain(SECRET)
  })

  it('nothing is written down for a span that is not sampled', async () => {
    const seen: string[] = []
    const redact = (text: string): string => (seen.push(text), text)
    const tracerProvider = new TracerProvider({ sampler: new AlwaysOffSampler() })
    await using _ = await runWithSecrets({ recordContent: true, tracerProvider }, { redact })
    expect(seen.filter((text) => !['root-model', 'sub-model', 'echo', 'ping', SECRET].includes(text))).toEqual([])
  })

  it('a reply that broke off is told as one', async () => {
    const running = Promise.withResolvers<void>()
    const pieces = [`${block('print(1)')}\n`, 'more text']
    const broken = { text: pieces.join(''), pieces, cut: 'after-first' as const, holdAfterFirst: running.promise }
    await using traced = await tracedRLM({ root: [broken, block('FINAL(1)')] }, { telemetry: { recordContent: true } })
    const onEvent = ({ type }: RunEvent): void => {
      if (type === 'block-start') running.resolve()
    }
    await traced.rlm.run('some context', 'q', { onEvent })
    const [{ attributes }] = named(await traced.spans(), 'chat root-model')
    expect(attributes['gen_ai.output.messages']).toContain('"finish_reason":"error"')
    expect(attributes['error.type']).toBe('connection')
  })
})
