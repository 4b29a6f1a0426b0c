import { randomUUID } from 'node:crypto'
import { Budget } from '../cost/budget.ts'
import { loadPriceLibrary } from '../cost/price-library.ts'
import { RLMError } from '../errors.ts'
import { type Listener, safeListener } from './listeners.ts'
import type { Instance } from './instance.ts'
import { runLog } from '../log.ts'
import { assertPriced } from '../options.ts'
import { directRequest } from './route.ts'
import { run, type RunResult, type SessionState } from '../run/run.ts'
import { openRunJournal, type Resume } from './run-journal.ts'
import { openRunTelemetry } from './run-telemetry.ts'
import { openRunTrajectory } from './run-trajectory.ts'
import { answerShape, type RequestTypes, requestTypes, type RunRequest } from '../run-options.ts'
import { openMemory } from '../storage/memory.ts'
import { openReplyCache } from '../storage/reply-cache.ts'
import type { Journal } from '../storage/storage.ts'
import type { RunSpans } from '../telemetry/run-spans.ts'
import { plantTree } from './tree.ts'

/** How a run is started besides its own request. */
export interface Start {
  /** The journal to go on with. */
  resume?: Resume | undefined
  session?: SessionState | undefined
  /** Ends the run beside the signal of its own options. */
  signal?: AbortSignal | undefined
  onEvent?: Listener | undefined
}

/** A run that is about to start. */
interface Starting<Value> {
  instance: Instance
  request: RunRequest<Value>
  types: RequestTypes
  start: Start
  /** As in all its events; a resumed run keeps that of its journal. */
  runId: string
  startedAt: number
  listener: Listener
  spans: RunSpans | undefined
  /** Its last event is out. */
  hasEnded: boolean
}

/** Starts the outermost run of a tree, with everything that it and those below it share. */
export async function startRun<Value>(
  instance: Instance,
  request: RunRequest<Value>,
  start: Start = {},
): Promise<RunResult<Value>> {
  const startedAt = performance.now()
  const { telemetry } = instance.options
  const spans = telemetry && (await openRunTelemetry(instance, telemetry, { startedAtEpochMs: Date.now() }))
  const log = instance.options.enableLogging ? runLog(process.stderr) : undefined
  await using trajectory = await openRunTrajectory(instance, (message) => tellFailure(starting, 'trajectory', message))
  const listener = safeListener([start.onEvent, request.options.onEvent, log, trajectory?.write, spans?.listener])
  const [types] = await Promise.all([requestTypes(request), loadPriceLibrary()])
  assertPriced(instance.options)
  const runId: string = randomUUID()
  const starting = { instance, request, types, start, runId, startedAt, listener, spans, hasEnded: false }
  const onFailure = (message: string): void => tellFailure(starting, 'journal', message)
  const opened = await openRunJournal(instance, starting, { resume: start.resume, onFailure })
  if (opened === undefined) return await runOnce(starting, undefined)
  const { journal, query } = opened
  starting.runId = journal.header.runId
  starting.request = { ...request, query }
  try {
    return await recorded(journal, () => runOnce(starting, journal))
  } finally {
    await journal.close()
  }
}

async function runOnce<Value>(starting: Starting<Value>, journal: Journal | undefined): Promise<RunResult<Value>> {
  const { instance, request, types, start, runId, startedAt, listener, spans } = starting
  const { options, client, ledger } = instance
  using budget = new Budget(options.limits, { ...options, startedAt })
  const onFailure = (message: string): void => tellFailure(starting, 'cache', message)
  const cache = options.cache && openReplyCache(options.cache, { redact: options.redact, onFailure })
  const memory = openMemory({ endpoint: client.endpoint ?? '', cache, journal })
  const tree = plantTree(instance, { budget, memory, listener, within: spans?.within, startedAt })
  const signals = [budget.ended, start.signal, request.options.signal].filter((signal) => signal !== undefined)
  const result = await run(tree, {
    id: runId,
    query: request.query,
    context: request.context,
    contextType: types.context,
    shape: answerShape(request.options.schema, types.answer),
    direct: start.session === undefined ? directRequest(options, request, types.answer) : undefined,
    session: start.session,
    role: tree.root,
    depth: 0,
    address: '',
    ledger,
    signal: AbortSignal.any(signals),
  }).finally(() => (starting.hasEnded = true))
  const replayed = start.resume === undefined ? {} : { replayed: tree.replayed.summary() }
  return { ...(result as RunResult<Value>), ...replayed }
}

/** Writes down how the run ended, too. */
async function recorded<Value>(journal: Journal, work: () => Promise<RunResult<Value>>): Promise<RunResult<Value>> {
  try {
    const result = await work()
    await journal.record({ type: 'end', answer: result.answer })
    return result
  } catch (error) {
    await journal.record({ type: 'end', code: error instanceof RLMError ? error.code : 'internal' })
    throw error
  }
}

function tellFailure(
  { listener, runId, startedAt, hasEnded }: Starting<unknown>,
  storage: 'cache' | 'journal' | 'trajectory',
  message: string,
): void {
  process.emitWarning(message, 'RLMWarning')
  if (hasEnded) return
  listener({ type: 'storage-error', storage, message, runId, depth: 0, atMs: performance.now() - startedAt })
}
