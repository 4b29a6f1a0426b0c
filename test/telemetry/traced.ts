import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { RLMOptions } from '../../src/options.ts'
import type { TelemetryOptions } from '../../src/telemetry/telemetry-options.ts'
import { type Script, type ScriptedRLM, scriptedRLM } from '../support/script.ts'
import { type ReceivedSpan, type Receiver, startReceiver } from './receiver.ts'

/** A tracer provider that exports to a receiver of its own. */
export interface Tracing extends AsyncDisposable {
  tracerProvider: TracerProvider
  receiver: Receiver
  /** Everything that has ended so far, once it has arrived. */
  spans(): Promise<ReceivedSpan[]>
}

/** An RLM over scripted models whose spans go to a real receiver. */
export interface TracedRLM extends ScriptedRLM, Tracing {}

/** OpenTelemetry's own SDK and exporter before a receiver on the loopback interface. */
export async function startTracing(): Promise<Tracing> {
  const receiver = await startReceiver()
  const exporter = new OTLPTraceExporter({ url: receiver.url })
  const tracerProvider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] })
  return {
    tracerProvider,
    receiver,
    spans: async () => {
      await tracerProvider.forceFlush()
      return receiver.spans
    },
    [Symbol.asyncDispose]: async () => {
      await tracerProvider.shutdown()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

/** Starts an RLM with telemetry. */
export async function tracedRLM(
  script: Script,
  { telemetry, ...options }: Omit<RLMOptions, 'telemetry'> & { telemetry?: TelemetryOptions } = {},
): Promise<TracedRLM> {
  const tracing = await startTracing()
  const { tracerProvider } = tracing
  const scripted = await scriptedRLM(script, { ...options, telemetry: { tracerProvider, ...telemetry } })
  return {
    ...scripted,
    ...tracing,
    [Symbol.asyncDispose]: async () => {
      await scripted[Symbol.asyncDispose]()
      await tracing[Symbol.asyncDispose]()
    },
  }
}

/** The spans as a tree: the names of each span's children, by depth-first order of their starts. */
export function treeOf(spans: readonly ReceivedSpan[], parentSpanId?: string, indent = ''): string[] {
  return childrenOf(spans, parentSpanId).flatMap((span) => [
    indent + span.name,
    ...treeOf(spans, span.spanId, `${indent}  `),
  ])
}

/** Spans below one, or those without a parent, in the order of their starts. */
export function childrenOf(spans: readonly ReceivedSpan[], parentSpanId?: string): ReceivedSpan[] {
  return spans
    .filter((span) => (span.parentSpanId === '' ? undefined : span.parentSpanId) === parentSpanId)
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
}

/** Those of a name; at least one, as a test that looks at none shows nothing. */
export function named(spans: readonly ReceivedSpan[], name: string): [ReceivedSpan, ...ReceivedSpan[]] {
  const [first, ...others] = spans.filter((span) => span.name === name)
  if (first === undefined) throw new Error(`There is no span ${name} among: ${spans.map((s) => s.name).join(', ')}`)
  return [first, ...others]
}
