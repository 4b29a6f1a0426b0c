import { setImmediate } from 'node:timers/promises'
import { context, type Span, trace } from '@opentelemetry/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ModelClient, tool } from '../../src/index.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { block } from '../support/script.ts'
import { trackActiveContext } from './active-context.ts'
import { childrenOf, named, type TracedRLM, tracedRLM, type Tracing } from './traced.ts'

beforeAll(trackActiveContext)
afterAll(() => context.disable())

const FINAL = { root: [block('FINAL(1)')] }

/** Does some work within a span of the user's, as the handler of a request would. */
async function handle({ tracerProvider }: Tracing, name: string, work: () => Promise<unknown>): Promise<Span> {
  const span = tracerProvider.getTracer('user').startSpan(name)
  await context.with(trace.setSpan(context.active(), span), work)
  span.end()
  return span
}

describe('a run belongs to the span that is active', () => {
  it.each<[string, (traced: TracedRLM) => Promise<unknown>]>([
    ['completion', ({ rlm }) => rlm.completion('some context', 'q')],
    ['run', ({ rlm }) => rlm.run('some context', 'q')],
    ['stream', ({ rlm }) => rlm.stream('some context', 'q').result],
    [
      'resume',
      async ({ rlm }) => {
        const journal = `${temporaryDirectory()}/run.jsonl`
        await rlm.run('some context', 'q', { journal })
        await rlm.resume(journal, { context: 'some context' })
      },
    ],
    [
      'a session',
      async ({ rlm }) => {
        await using session = rlm.session()
        await session.run('some context', 'q')
      },
    ],
  ])('where %s is called', async (_, start) => {
    await using traced = await tracedRLM(FINAL)
    const handler = await handle(traced, 'handler', () => start(traced))
    const agents = named(await traced.spans(), 'invoke_agent rlm')
    for (const { parentSpanId } of agents) expect(parentSpanId).toBe(handler.spanContext().spanId)
  })

  it('even where it waits for another run of its session, which belongs to another', async () => {
    await using traced = await tracedRLM(FINAL)
    await using session = traced.rlm.session()
    const handlers = await Promise.all(
      ['one', 'two', 'three'].map((name) => handle(traced, name, () => session.run(`context of ${name}`, 'q'))),
    )
    const spans = await traced.spans()
    for (const handler of handlers) expect(childrenOf(spans, handler.spanContext().spanId)).toHaveLength(1)
  })
})

describe('a span of the user’s own', () => {
  it('is below the span of the tool that made it', async () => {
    await using traced = await tracedRLM(FINAL, {})
    const tracer = traced.tracerProvider.getTracer('user')
    const query = tool({
      description: 'Asks the database.',
      execute: async () => {
        await setImmediate()
        tracer.startSpan('SELECT').end()
        return 1
      },
    })
    await using calling = await tracedRLM(
      { root: [block('FINAL((await Promise.all([query(), query()])).join())')] },
      { tools: { query }, telemetry: { tracerProvider: traced.tracerProvider } },
    )
    await calling.rlm.run('some context', 'q')
    const spans = await traced.spans()
    const parents = named(spans, 'SELECT').map(({ parentSpanId }) => parentSpanId)
    const calls = named(spans, 'execute_tool query').map(({ spanId }) => spanId)
    expect(parents).toHaveLength(2)
    expect(new Set(parents)).toEqual(new Set(calls))
  })

  it('is below the span of the model call whose client made it', async () => {
    await using tracing = await tracedRLM(FINAL)
    const tracer = tracing.tracerProvider.getTracer('user')
    const client: ModelClient = {
      complete: async ({ model }) => {
        await setImmediate()
        tracer.startSpan(`POST ${model}`).end()
        return { text: model === 'root-model' ? block('FINAL(await llm_query("p"))') : 'A', finishReason: 'stop' }
      },
    }
    await using traced = await tracedRLM(FINAL, { client, telemetry: { tracerProvider: tracing.tracerProvider } })
    await traced.rlm.run('some context', 'q')
    const spans = await tracing.spans()
    for (const model of ['root-model', 'sub-model']) {
      expect(named(spans, `POST ${model}`)[0].parentSpanId).toBe(named(spans, `chat ${model}`)[0].spanId)
    }
  })
})
