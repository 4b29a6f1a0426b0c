import type { RunEvent } from '../../index.ts'

const TAIL_CHARS = 4000

/** What the screen shows of a tree of runs, kept up to date by `applyEvent`. Its texts are as they came: not yet inert. */
export interface LiveView {
  root: LiveRun | undefined
  /** Runs in flight, by id. */
  runs: Map<string, LiveRun>
  calls: number
  tokens: number
  /** USD; null as soon as one call's price is unknown. */
  costUsd: number | null
  /** What went wrong last, or which limit was reached. */
  notice: string | undefined
}

/** A run in flight. */
export interface LiveRun {
  model: string
  query: string
  context: string
  startedMs: number
  turn: LiveTurn | undefined
  /** Turns that have ended, oldest first. */
  ended: EndedTurn[]
  /** The block that runs, or the last one that ran. */
  block: LiveBlock | undefined
  /** Nested runs that answer its sub-calls. */
  nested: Map<string, LiveRun>
}

/** The turn that a run is in. */
export interface LiveTurn {
  iteration: number
  startedMs: number
  /** The reply as far as it has come. */
  reply: string
  isModelAtWork: boolean
  blocks: number
  calls: CallTally
}

/** A turn in one line. */
export interface EndedTurn {
  iteration: number
  durationMs: number
  blocks: number
  calls: CallTally
  ok: boolean
}

/** A block and what it does. */
export interface LiveBlock {
  iteration: number
  index: number
  source: string
  output: string
  isRunning: boolean
  failed: boolean
  calls: CallTally
  /** Sub-calls and tool calls in flight: when they started, and what they were asked. */
  inFlight: Map<string, { startedMs: number; text: string }>
}

/** Sub-calls and tool calls, counted. */
export interface CallTally {
  started: number
  done: number
  failed: number
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** A view of nothing yet. */
export function newView(): LiveView {
  return { root: undefined, runs: new Map(), calls: 0, tokens: 0, costUsd: 0, notice: undefined }
}

/** Brings the view up to date with one more event. */
export function applyEvent(view: LiveView, event: RunEvent): void {
  if (event.type === 'run-start') startRun(view, event)
  const run = view.runs.get(event.runId)
  if (run === undefined) return
  applyToTree(view, event)
  applyToRun(run, event)
}

function startRun(view: LiveView, { runId, parentId, query, context, model, atMs }: EventOf<'run-start'>): void {
  const run: LiveRun = {
    model,
    query: query.slice(0, TAIL_CHARS),
    context,
    startedMs: atMs,
    turn: undefined,
    ended: [],
    block: undefined,
    nested: new Map(),
  }
  view.runs.set(runId, run)
  view.root ??= run
  if (parentId !== undefined) callerOf(view, parentId)?.nested.set(runId, run)
}

function callerOf({ runs }: LiveView, callId: string): LiveRun | undefined {
  return [...runs.values()].find(({ block }) => block?.inFlight.has(callId))
}

function applyToTree(view: LiveView, event: RunEvent): void {
  if (event.type === 'run-end') endRun(view, event.runId)
  else if (event.type === 'model-call-end') count(view, event)
  else if (event.type === 'model-call-retry' && !event.outcome.ok)
    view.notice = `retry ${event.attempt}: ${event.outcome.message}`
  else if (event.type === 'limit') view.notice = `limit reached: ${event.limit} (${event.spent} of ${event.allowed})`
  else if (event.type === 'sandbox-restart') view.notice = `the sandbox was started anew: ${event.reason}`
  else if (event.type === 'storage-error' || event.type === 'replay-divergence') view.notice = event.message
}

function endRun({ runs }: LiveView, runId: string): void {
  runs.delete(runId)
  for (const run of runs.values()) run.nested.delete(runId)
}

/** What the journal or the cache answered costs nothing now. */
function count(view: LiveView, { source, usage, costUsd }: EventOf<'model-call-end'>): void {
  if (source !== 'model' || usage === undefined) return
  view.calls += 1
  view.tokens += usage.inputTokens + usage.outputTokens
  view.costUsd = view.costUsd === null || costUsd == null ? null : view.costUsd + costUsd
}

function applyToRun(run: LiveRun, event: RunEvent): void {
  if (event.type === 'iteration-start') {
    const { iteration, atMs } = event
    run.turn = { iteration, startedMs: atMs, reply: '', isModelAtWork: false, blocks: 0, calls: newTally() }
  } else if (event.type === 'iteration-end') endTurn(run, event)
  else if (event.type.startsWith('model-call')) applyToReply(run, event)
  else applyToBlock(run, event)
}

function endTurn(run: LiveRun, { iteration, atMs, outcome }: EventOf<'iteration-end'>): void {
  if (run.turn === undefined) return
  const { startedMs, blocks, calls } = run.turn
  run.ended.push({ iteration, durationMs: atMs - startedMs, blocks, calls, ok: outcome.ok })
  run.turn = undefined
}

function applyToReply({ turn }: LiveRun, event: RunEvent): void {
  if (turn === undefined) return
  if (event.type === 'model-call-start' && event.role === 'root') turn.isModelAtWork = true
  else if (event.type === 'model-call-end' && event.role === 'root') turn.isModelAtWork = false
  else if (event.type === 'model-call-retry') turn.reply = ''
  else if (event.type === 'model-call-delta') turn.reply = tail(turn.reply + event.text)
}

function applyToBlock(run: LiveRun, event: RunEvent): void {
  const { block } = run
  if (event.type === 'block-start') startBlock(run, event)
  else if (block === undefined) return
  else if (event.type === 'block-output') block.output = tail(block.output + event.text)
  else if (event.type === 'block-end') endBlock(block, event)
  else if (event.type === 'sub-call-start') startCall(run, block, event, event.prompt)
  else if (event.type === 'tool-call-start') startCall(run, block, event, `${event.name}(${event.argument})`)
  else if (event.type === 'sub-call-end' || event.type === 'tool-call-end') endCall(run, block, event)
}

function startBlock(run: LiveRun, { iteration, index, source }: EventOf<'block-start'>): void {
  const calls = newTally()
  const inFlight = new Map()
  run.block = { iteration, index, source, output: '', isRunning: true, failed: false, calls, inFlight }
  if (run.turn !== undefined) run.turn.blocks += 1
}

function endBlock(block: LiveBlock, { result, outcome }: EventOf<'block-end'>): void {
  block.isRunning = false
  block.failed = !outcome.ok || result?.error !== undefined
  if (result?.error !== undefined) block.output = tail(`${block.output}\n${result.error.name}: ${result.error.message}`)
  else if (result?.result !== undefined) block.output = tail(`${block.output}\n=> ${result.result}`)
}

function startCall(
  { turn }: LiveRun,
  block: LiveBlock,
  { id, atMs }: EventOf<'sub-call-start' | 'tool-call-start'>,
  text: string,
): void {
  block.inFlight.set(id, { startedMs: atMs, text: text.slice(0, TAIL_CHARS) })
  for (const tally of talliesOf(turn, block)) tally.started += 1
}

function endCall(
  { turn }: LiveRun,
  block: LiveBlock,
  { id, outcome }: EventOf<'sub-call-end' | 'tool-call-end'>,
): void {
  if (!block.inFlight.delete(id)) return
  for (const tally of talliesOf(turn, block)) {
    tally.done += 1
    if (!outcome.ok) tally.failed += 1
  }
}

function talliesOf(turn: LiveTurn | undefined, block: LiveBlock): CallTally[] {
  return turn === undefined ? [block.calls] : [block.calls, turn.calls]
}

function newTally(): CallTally {
  return { started: 0, done: 0, failed: 0 }
}

function tail(text: string): string {
  return text.slice(-TAIL_CHARS)
}
