import { BatchSpanProcessor, InMemorySpanExporter, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace'
import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { runOnce } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { counting } from './script.ts'

const ITERATIONS = 20
const SHARE = 1.05

/** Takes spans and drops them. */
class NoExporter extends InMemorySpanExporter {
  override export(_: Spans, done: Done): void {
    super.export([], done)
  }
}

type Spans = Parameters<SpanExporter['export']>[0]
type Done = Parameters<SpanExporter['export']>[1]

/** What spans cost a run, with a model that answers at once. */
export async function telemetry({ closeRounds }: Sizes): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: counting(ITERATIONS) })
  const { url } = endpoint
  const tracerProvider = new TracerProvider({
    spanProcessors: [new BatchSpanProcessor({ exporter: new NoExporter() })],
  })
  const samples = await interleaved(closeRounds, {
    off: () => timed(() => runOnce(url)),
    on: () => timed(() => runOnce(url, { options: { telemetry: { tracerProvider } } })),
    content: () => timed(() => runOnce(url, { options: { telemetry: { tracerProvider, recordContent: true } } })),
    unregistered: () => timed(() => runOnce(url, { options: { telemetry: true } })),
  })
  await tracerProvider.shutdown()
  const off = median(samples.off)
  const row = { unit: 'ms', aim: { atMost: off * SHARE }, beside: { what: 'without telemetry', value: off } } as const
  return [
    { ...row, figure: `${ITERATIONS} iterations, with telemetry`, value: median(samples.on) },
    { ...row, figure: '… with content', value: median(samples.content) },
    { ...row, figure: '… without a registered provider', value: median(samples.unregistered) },
  ]
}
