import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RLMOptions } from '../../src/options.ts'
import type { RunEvent } from '../../src/run/events.ts'
import type { TrajectoryHeader } from '../../src/trajectory/format.ts'
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

/** What a trajectory is to give back of events: those that come whole, with times that are about the same. */
export function asTold(events: readonly RunEvent[]): unknown {
  return withTimes(withoutIds(events.filter(({ type }) => type !== 'model-call-delta' && type !== 'block-output')))
}

/** Events with ids by their order, but for that of the outermost run: in a file, they are numbers of its own. */
export function withoutIds(events: readonly RunEvent[]): unknown {
  const [first] = events
  const ids = new Map<string, string>()
  const text = JSON.stringify(events, (name, value: unknown) => {
    if (typeof value !== 'string' || !['id', 'runId', 'parentId'].includes(name)) return value
    if (!ids.has(value)) ids.set(value, value === first?.runId ? value : `id ${ids.size}`)
    return ids.get(value)
  })
  return JSON.parse(text)
}

function withTimes(value: unknown, name = ''): unknown {
  if (typeof value === 'number' && name.endsWith('Ms')) return aboutAs(value)
  if (Array.isArray(value)) return value.map((item: unknown) => withTimes(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, withTimes(item, inner)]))
}

/** Within a quarter of a millisecond: a duration is that of two times, each rounded to a tenth. */
function aboutAs(milliseconds: number): unknown {
  return expect.toSatisfy((time: unknown) => typeof time === 'number' && Math.abs(time - milliseconds) < 0.25)
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
