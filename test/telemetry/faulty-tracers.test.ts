import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TracerSource } from '../../src/index.ts'
import { block, scriptedRLM } from '../support/script.ts'
import { startReceiver } from './receiver.ts'
import { startTracing } from './traced.ts'

/** Calls tools and models, fails once, and ends. */
const ROOT = [block('null.x'), block('FINAL(await llm_query("p"))')]

function fail(): never {
  throw new Error('The tracer is broken.')
}

/** A provider whose spans are real, but for the method that throws. */
async function providerWith(method: 'setAttributes' | 'setStatus' | 'end' | 'isRecording') {
  const tracing = await startTracing()
  const tracer = tracing.tracerProvider.getTracer('broken')
  const startSpan: typeof tracer.startSpan = (...args) => Object.assign(tracer.startSpan(...args), { [method]: fail })
  const tracerProvider: TracerSource = { getTracer: () => ({ startSpan }) }
  return { tracerProvider, tracing }
}

/** Runs once, and gives the warnings that came of it. */
async function warningsOf(tracerProvider: TracerSource): Promise<string[]> {
  const warnings: string[] = []
  const onWarning = ({ message }: Error): void => void warnings.push(message)
  process.on('warning', onWarning)
  await using script = await scriptedRLM({ root: ROOT }, { telemetry: { tracerProvider } })
  expect(await script.rlm.completion('some context', 'q')).toBe('A(p)')
  // Warnings are told in a turn of the event loop of their own.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', onWarning)
  return warnings.filter((message) => message.includes('tracer'))
}

describe('a tracer that throws', () => {
  it.each<[string, TracerSource]>([
    ['when it is asked for', { getTracer: fail }],
    ['when a span begins', { getTracer: () => ({ startSpan: fail }) }],
    ['as it is none', { getTracer: () => ({}) }],
  ])('%s does not touch the run, and is told once', async (_, tracerProvider) => {
    expect(await warningsOf(tracerProvider)).toHaveLength(1)
  })

  it.each(['setAttributes', 'setStatus', 'isRecording'] as const)(
    'in `%s` does not touch the run, and its spans end',
    async (method) => {
      const { tracerProvider, tracing } = await providerWith(method)
      await using _ = tracing
      expect(await warningsOf(tracerProvider)).toEqual([expect.stringContaining('The tracer is broken.')])
      expect(await tracing.spans()).toHaveLength(6)
    },
  )

  it('in `end` does not touch the run', async () => {
    const { tracerProvider, tracing } = await providerWith('end')
    await using _ = tracing
    expect(await warningsOf(tracerProvider)).toHaveLength(1)
  })
})

describe('a context manager that throws', () => {
  it.each(['with', 'active'] as const)('in `%s` does not touch the run', async (method) => {
    const manager = {
      active: () => ROOT_CONTEXT,
      with: (_: unknown, work: () => unknown) => work(),
    } as unknown as ContextManager
    context.setGlobalContextManager(Object.assign(manager, { [method]: fail, disable: () => manager }))
    onTestFinished(() => context.disable())
    const startSpan = () => ({ isRecording: () => false, end: () => {} })
    expect(await warningsOf({ getTracer: () => ({ startSpan }) })).toHaveLength(1)
  })
})

describe('an exporter that fails', () => {
  it.each([400, 500])('with HTTP %i does not touch the run', async (status) => {
    await using receiver = await startReceiver({ status })
    const exporter = new OTLPTraceExporter({ url: receiver.url, timeoutMillis: 1000 })
    const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
    expect(await warningsOf(tracerProvider)).toEqual([])
    expect(receiver.bodies.length).toBeGreaterThan(0)
    await tracerProvider.shutdown().catch(() => {})
  })
})

describe('without a registered SDK', () => {
  it('a run with telemetry goes its way', async () => {
    await using script = await scriptedRLM({ root: ROOT }, { telemetry: true })
    expect(await script.rlm.completion('some context', 'q')).toBe('A(p)')
  })
})
