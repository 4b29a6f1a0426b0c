import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RLMOptions } from '../../src/options.ts'
import type { RunEvent } from '../../src/run/events.ts'
import type { TrajectoryHeader } from '../../src/trajectory/schema.ts'
import type { RunOptions } from '../../src/run-options.ts'
import { temporaryDirectory } from '../storage/temporary-directory.ts'
import { recorder, type Script, scriptedRLM } from '../support/script.ts'

/** A run that was recorded. */
interface Recording {
  path: string
  text: string
  /** Everything that its listener was told. */
  events: RunEvent[]
  /** The answer, or what the run rejected with. */
  outcome: unknown
}

interface Run extends RunOptions {
  context?: unknown
  query?: string
}

/** Makes a run and gives the one file that it leaves. */
export async function record(
  script: Script,
  options: RLMOptions = {},
  { context = 'some context', query = 'q', ...runOptions }: Run = {},
): Promise<Recording> {
  const directory = join(temporaryDirectory(), 'runs')
  await using scripted = await scriptedRLM(script, { trajectory: directory, ...inDirectory(directory, options) })
  const { events, onEvent } = recorder()
  const listener = (event: RunEvent): void => {
    onEvent(event)
    runOptions.onEvent?.(event)
  }
  const outcome = await scripted.rlm
    .completion(context, query, { ...runOptions, onEvent: listener })
    .catch((error: unknown) => error)
  const path = join(directory, onlyFileIn(directory))
  return { path, text: readFileSync(path, 'utf8'), events, outcome }
}

/** The name of the one file in a directory. */
export function onlyFileIn(directory: string): string {
  const [name, ...others] = readdirSync(directory)
  if (name === undefined || others.length > 0) throw new Error(`Expected one file; found ${others.length + 1}`)
  return name
}

/** Events that a trajectory holds: those that come whole, with times as it keeps them and ids as it numbers them. */
export function asRecorded(events: readonly RunEvent[]): unknown[] {
  const [first] = events
  const ids = new Map<string, string>()
  const kept = events.filter(({ type }) => type !== 'model-call-delta' && type !== 'block-output')
  const text = JSON.stringify(kept, (name, value: unknown) => {
    if (typeof value === 'number' && name.endsWith('Ms')) return Math.round(value * 100) / 100
    if (typeof value !== 'string' || !['id', 'runId', 'parentId'].includes(name)) return value
    if (!ids.has(value)) ids.set(value, value === first?.runId ? value : `id ${ids.size}`)
    return ids.get(value)
  })
  return JSON.parse(text) as unknown[]
}

/** A header to write files with. */
export const header: TrajectoryHeader = {
  type: 'trajectory',
  version: 1,
  library: '0.0.0',
  runId: 'run',
  createdAt: '2026-11-22T23:20:00.000Z',
  options: { model: 'root-model', recursiveModel: 'sub-model', maxIterations: 20, maxDepth: 1, maxConcurrency: 16 },
}

function inDirectory(directory: string, { trajectory, ...options }: RLMOptions): RLMOptions {
  return typeof trajectory === 'object' ? { ...options, trajectory: { ...trajectory, directory } } : options
}
