import type { Tracer } from '@opentelemetry/api'
import type { Instance } from './instance.ts'
import { misuse } from '../options-schema.ts'
import { contentThrough } from '../telemetry/content.ts'
import { endpointAttributes } from '../telemetry/endpoint.ts'
import { type OpenTelemetryApi, RunSpans } from '../telemetry/run-spans.ts'
import type { SpanFacts } from '../telemetry/span-start.ts'
import type { TelemetryOptions } from '../telemetry/telemetry-options.ts'
import { VERSION } from '../version.ts'

/** Name of the instrumentation, as tracers know it. */
const SCOPE = 'recursive-language-model'

/**
 * Makes the spans of a run, below the span that is active for the caller: to be called before anything is awaited.
 * `undefined` where the provider fails: the run goes on without.
 *
 * @throws TypeError where `@opentelemetry/api` is not installed.
 */
export async function openRunTelemetry(
  instance: Instance,
  telemetry: TelemetryOptions,
  { startedAtEpochMs }: { startedAtEpochMs: number },
): Promise<RunSpans | undefined> {
  const api = await loadApi()
  const onFailure = tellOnce()
  try {
    const tracer = (telemetry.tracerProvider ?? api.trace).getTracer(SCOPE, VERSION) as Tracer
    // What was active before the package was loaded: an async function keeps its caller's context.
    const parent = api.context.active()
    return new RunSpans({ api, tracer, facts: factsOf(instance, telemetry), parent, startedAtEpochMs, onFailure })
  } catch (error) {
    onFailure(error)
    return undefined
  }
}

async function loadApi(): Promise<OpenTelemetryApi> {
  try {
    return (await importByName('@opentelemetry/api')) as OpenTelemetryApi
  } catch (error) {
    throw misuse(
      '`telemetry` must come with the package `@opentelemetry/api`; it could not be loaded. Install it (`npm install @opentelemetry/api`), or leave `telemetry` out.',
      error,
    )
  }
}

/** Bundlers would refuse to go without a package that they see the name of; this one may be absent. */
function importByName(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name)
}

function factsOf({ options, client, tools }: Instance, telemetry: TelemetryOptions): SpanFacts {
  const { model, recursiveModel, prices, contextWindow, endpoint } = options
  const windows = typeof contextWindow === 'number' ? [] : Object.keys(contextWindow)
  return {
    endpoint: endpointAttributes(client.endpoint, telemetry.provider),
    isStreamed: !('modelClient' in endpoint),
    rootOptions: options.modelOptions,
    subCallOptions: options.recursiveModelOptions,
    names: new Set([model, recursiveModel, ...Object.keys(prices), ...windows, ...(tools?.names ?? [])]),
    content: telemetry.recordContent === true ? contentThrough(options.redact) : undefined,
  }
}

/** A tracer that throws becomes a process warning, once a run, so that a fault is seen and harmless. */
function tellOnce(): (error: unknown) => void {
  let hasTold = false
  return (error) => {
    if (!hasTold) process.emitWarning(`A tracer threw, and spans may be missing: ${String(error)}`, 'RLMWarning')
    hasTold = true
  }
}
