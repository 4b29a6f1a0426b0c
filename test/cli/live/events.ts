import { newView, applyEvent, type LiveView } from '../../../src/cli/live/view.ts'
import type { RunEvent } from '../../../src/index.ts'

const ROOT = { runId: 'root', depth: 0, atMs: 0 }
const CONTEXT = { context: 'a string of 12 characters', contextChars: 12, contextPreview: '' }

/** The view after a stream of events. */
export function viewOf(events: readonly RunEvent[]): LiveView {
  const view = newView()
  for (const event of events) applyEvent(view, event)
  return view
}

/** A run that has begun its first turn and runs its first block. */
export function beginning({ query = 'What?', source = 'print(1)' } = {}): RunEvent[] {
  return [
    { ...ROOT, type: 'run-start', id: 'root', query, ...CONTEXT, model: 'root-model' },
    { ...ROOT, type: 'iteration-start', id: 'turn', parentId: 'root', iteration: 1, isLast: false },
    { ...ROOT, type: 'block-start', id: 'block', parentId: 'turn', iteration: 1, index: 0, source },
  ]
}

/** Sub-calls of that block. */
export function subCalls(count: number, prompt = 'Summarise a part.'): RunEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    ...ROOT,
    type: 'sub-call-start',
    id: `call ${index}`,
    parentId: 'block',
    kind: 'llm',
    recursive: true,
    prompt,
  }))
}

/** The ends of the first ones of them, some of which have failed. */
export function subCallEnds(count: number, { failed = 0 } = {}): RunEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    ...ROOT,
    type: 'sub-call-end',
    id: `call ${index}`,
    text: 'fine',
    durationMs: 1,
    outcome: index < failed ? { ok: false, code: 'timeout', message: 'too late' } : { ok: true },
  }))
}

/** Nested runs that answer the first ones of them, one level further down. */
export function nestedRuns(count: number): RunEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    runId: `run ${index}`,
    depth: 1,
    atMs: 0,
    type: 'run-start',
    id: `run ${index}`,
    parentId: `call ${index}`,
    query: `Read chapter ${index}.`,
    ...CONTEXT,
    model: 'sub-model',
  }))
}

/** A turn of that run from its start to its end. */
export function wholeTurn(iteration: number): RunEvent[] {
  const id = `turn ${iteration}`
  return [
    { ...ROOT, type: 'iteration-start', id, parentId: 'root', iteration, isLast: false },
    { ...ROOT, type: 'iteration-end', id, iteration, outcome: { ok: true }, atMs: 1500 },
  ]
}

/** The end of a model call that cost something. */
export function modelCall(costUsd: number | null): RunEvent {
  const usage = { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 234, reasoningTokens: 0 }
  const call = { id: 'model call', role: 'root', text: '', source: 'model', durationMs: 1 } as const
  return { ...ROOT, type: 'model-call-end', ...call, usage, costUsd, outcome: { ok: true } }
}
