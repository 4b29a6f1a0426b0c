import type { Instance } from './instance.ts'
import type { ModelOptions } from '../model/client.ts'
import type { RunEvent } from '../run/events.ts'
import { TRAJECTORY_VERSION, type TrajectoryOptions } from '../trajectory/format.ts'
import { VERSION } from '../version.ts'

/** The record that a run leaves. */
export interface RunTrajectory extends AsyncDisposable {
  write: (event: RunEvent) => void
}

/** Begins the trajectory of a run, where the instance keeps them. A failure to write it is told once. */
export async function openRunTrajectory(
  { options, tools }: Instance,
  onFailure: (message: string) => void,
): Promise<RunTrajectory | undefined> {
  const { trajectory, redact } = options
  if (trajectory === undefined) return undefined
  const { TrajectoryWriter } = await import('../trajectory/writer.ts')
  const writer = new TrajectoryWriter({
    ...trajectory,
    header: {
      type: 'trajectory',
      version: TRAJECTORY_VERSION,
      library: VERSION,
      createdAt: new Date().toISOString(),
      options: recordedOptions(options, tools?.names ?? []),
    },
    redact,
    onFailure,
  })
  return { write: (event) => writer.write(event), [Symbol.asyncDispose]: () => writer.close() }
}

function recordedOptions(options: Instance['options'], tools: readonly string[]): TrajectoryOptions {
  const { model, recursiveModel, maxIterations, maxDepth, maxConcurrency, sandbox } = options
  const { route, dedupe, limits, contextWindow, maxRetries, timeoutMs } = options
  const { nodePath: _, ...ofSandbox } = sandbox
  return {
    model,
    recursiveModel,
    modelOptions: withoutExtra(options.modelOptions),
    recursiveModelOptions: withoutExtra(options.recursiveModelOptions),
    maxIterations,
    maxDepth,
    maxConcurrency,
    maxRetries,
    timeoutMs,
    route,
    dedupe,
    limits,
    contextWindow,
    sandbox: ofSandbox,
    tools,
  }
}

/** Fields that only the endpoint knows may be secrets. */
function withoutExtra(options: ModelOptions | undefined): ModelOptions | undefined {
  return options && { ...options, extraBody: undefined }
}
