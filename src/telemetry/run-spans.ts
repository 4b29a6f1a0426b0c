import type * as OpenTelemetry from '@opentelemetry/api'
import type { Context, HrTime, Span, Tracer } from '@opentelemetry/api'
import type { RunEvent } from '../run/events.ts'
import { CONVENTION, OWN } from './conventions.ts'
import { contentAtEnd, contentAtStart } from './span-content.ts'
import { endAttributes, failureOf, type SpanEndEvent } from './span-end.ts'
import { spanEventOf } from './span-event.ts'
import { type SpanFacts, type SpanStartEvent, startOf } from './span-start.ts'

/** What is needed of the package `@opentelemetry/api`. */
export type OpenTelemetryApi = Pick<typeof OpenTelemetry, 'context' | 'trace' | 'SpanKind' | 'SpanStatusCode'>

/** What the spans of a tree of runs are made with. */
export interface RunSpansOptions {
  api: OpenTelemetryApi
  tracer: Tracer
  facts: SpanFacts
  /** What the outermost run belongs to. */
  parent: Context
  /** When the outermost run began, in milliseconds since 1970. */
  startedAtEpochMs: number
  /** Told what a tracer throws; the run goes on. */
  onFailure: (error: unknown) => void
}

/** Where an event of a run stands: in a span of its own, or in that of what it belongs to. */
interface Place {
  context: Context
  /** Only where it has one of its own. */
  span?: Span | undefined
  /** The iteration that it belongs to. */
  iteration?: number | undefined
}

/** Makes spans of the events of a tree of runs. No method throws. */
export class RunSpans {
  readonly #options: RunSpansOptions
  readonly #places = new Map<string, Place>()

  constructor(options: RunSpansOptions) {
    this.#options = options
  }

  readonly listener = (event: RunEvent): void => {
    try {
      this.#tell(event)
    } catch (error) {
      this.#options.onFailure(error)
    }
  }

  /** Does what an event begins, so that spans of others that are made meanwhile are below its own. */
  readonly within = <Value>(id: string, work: () => Promise<Value>): Promise<Value> => {
    const context = this.#places.get(id)?.context
    if (context === undefined) return work()
    let begun: Promise<Value> | undefined
    const begin = async (): Promise<Value> => work()
    try {
      this.#options.api.context.with(context, () => void (begun = begin()))
    } catch (error) {
      this.#options.onFailure(error)
    }
    return begun ?? work()
  }

  #tell(event: RunEvent): void {
    switch (event.type) {
      case 'run-start':
      case 'model-call-start':
      case 'block-start':
      case 'tool-call-start':
        return this.#start(event)
      case 'iteration-start':
        return this.#pass(event, event.iteration)
      case 'compaction-start':
      case 'sub-call-start':
        return this.#pass(event)
      case 'run-end':
      case 'model-call-end':
      case 'block-end':
      case 'tool-call-end':
        return this.#end(event)
      case 'iteration-end':
      case 'compaction-end':
      case 'sub-call-end':
        return void this.#places.delete(event.id)
      case 'model-call-delta':
      case 'block-output':
      case 'final':
        return undefined
      default:
        return this.#note(event)
    }
  }

  #start(event: SpanStartEvent): void {
    const { api, tracer, facts } = this.#options
    const above = this.#above(event)
    const place: Place = { context: above.context, iteration: event.type === 'run-start' ? undefined : above.iteration }
    // Before the tracer is asked: where that throws, what is below belongs to what is above.
    this.#places.set(event.id, place)
    const { name, isCall, attributes } = startOf(event, facts)
    if (above.iteration !== undefined) attributes[OWN.iteration] = above.iteration
    const kind = isCall ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL
    const span = tracer.startSpan(name, { kind, attributes, startTime: this.#timeOf(event) }, above.context)
    place.span = span
    place.context = api.trace.setSpan(above.context, span)
    if (facts.content !== undefined && span.isRecording()) span.setAttributes(contentAtStart(event, facts.content))
  }

  #pass(event: { id: string; parentId: string }, iteration = this.#above(event).iteration): void {
    this.#places.set(event.id, { context: this.#above(event).context, iteration })
  }

  #above({ parentId = '' }: { parentId?: string | undefined }): Place {
    return this.#places.get(parentId) ?? { context: this.#options.parent }
  }

  #end(event: SpanEndEvent): void {
    const span = this.#places.get(event.id)?.span
    this.#places.delete(event.id)
    try {
      if (span?.isRecording() === true) this.#describeEnd(span, event)
    } finally {
      span?.end(this.#timeOf(event))
    }
  }

  #describeEnd(span: Span, event: SpanEndEvent): void {
    const { api, facts } = this.#options
    span.setAttributes(endAttributes(event))
    if (facts.content !== undefined) span.setAttributes(contentAtEnd(event, facts.content))
    const failure = failureOf(event)
    if (failure === undefined) return
    const message = facts.content?.text(failure.message)
    span.setAttribute(CONVENTION.errorType, failure.type)
    span.setStatus({ code: api.SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) })
  }

  #note(event: RunEvent): void {
    const described = spanEventOf(event)
    const span = this.#places.get('id' in event ? event.id : event.runId)?.span
    if (described !== undefined) span?.addEvent(described.name, described.attributes, this.#timeOf(event))
  }

  /** By the clock of the events, which no change of the system's time moves. */
  #timeOf({ atMs }: RunEvent): HrTime {
    const epochMs = this.#options.startedAtEpochMs + atMs
    const seconds = Math.floor(epochMs / 1000)
    return [seconds, Math.floor((epochMs - seconds * 1000) * 1e6)]
  }
}
