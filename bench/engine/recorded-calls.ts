import type { RunEvent } from '../../src/run/events.ts'
import { EventEncoder } from '../../src/trajectory/event-encoder.ts'
import type { TrajectoryHeader } from '../../src/trajectory/format.ts'
import { ROOT_MODEL, SUB_MODEL } from './script.ts'

const CALLS_AT_ONCE = 16
const PROMPT_CHARS = 200
const ANSWER = 'Nothing of note in this part.'

/** Characters of the texts of one call. */
export const TEXT_CHARS = PROMPT_CHARS + ANSWER.length

const RUN_ID = 'run'
const base = { runId: RUN_ID, depth: 0 }
const ok = { ok: true } as const

const header: TrajectoryHeader = {
  type: 'trajectory',
  version: 1,
  library: '0.0.0',
  runId: RUN_ID,
  createdAt: '2026-11-22T23:20:00.000Z',
  options: {
    model: ROOT_MODEL,
    recursiveModel: SUB_MODEL,
    maxIterations: 20,
    maxDepth: 1,
    maxConcurrency: CALLS_AT_ONCE,
  },
}

/** The trajectory of a run whose one block makes so many calls. */
export function recordedCalls(calls: number): string {
  const encoder = new EventEncoder(header)
  const lines = [header, ...eventsOf(calls).flatMap((event) => encoder.encode(event))]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** A run whose one block makes so many calls, some at once. */
function eventsOf(calls: number): RunEvent[] {
  const events: RunEvent[] = [
    {
      ...base,
      atMs: 8.3,
      type: 'run-start',
      id: RUN_ID,
      query: 'q',
      context: 'a string',
      contextChars: 1,
      contextPreview: '',
      model: ROOT_MODEL,
    },
    { ...base, atMs: 9, type: 'iteration-start', id: 'turn', parentId: RUN_ID, iteration: 1, isLast: false },
    { ...base, atMs: 22, type: 'block-start', id: 'block', parentId: 'turn', iteration: 1, index: 0, source: '' },
  ]
  for (let first = 0; first < calls; first += CALLS_AT_ONCE) {
    const atMs = 30 + first * 3.1
    const batch = Array.from({ length: CALLS_AT_ONCE }, (_, index) => first + index)
    events.push(...batch.flatMap((call) => startsOf(call, atMs)), ...batch.flatMap((call) => endsOf(call, atMs)))
  }
  return events
}

function startsOf(call: number, atMs: number): RunEvent[] {
  const prompt = `What is in part ${call}? `.padEnd(PROMPT_CHARS, 'Some words of it. ')
  const id = `call ${call}`
  return [
    { ...base, atMs, type: 'sub-call-start', id, parentId: 'block', kind: 'llm', recursive: false, prompt },
    {
      ...base,
      atMs,
      type: 'model-call-start',
      id: `model ${id}`,
      parentId: id,
      role: 'sub-call',
      model: SUB_MODEL,
      promptChars: prompt.length,
      messages: [{ role: 'user', content: prompt }],
    },
  ]
}

function endsOf(call: number, startedMs: number): RunEvent[] {
  const durationMs = 40.3
  const atMs = startedMs + durationMs
  const id = `call ${call}`
  const usage = { inputTokens: 1283, cachedInputTokens: 0, outputTokens: 8, reasoningTokens: 0 }
  const answer = { text: ANSWER, durationMs, outcome: ok }
  return [
    {
      ...base,
      atMs,
      type: 'model-call-end',
      id: `model ${id}`,
      role: 'sub-call',
      source: 'model',
      usage,
      costUsd: null,
      ...answer,
    },
    { ...base, atMs: atMs + 0.1, type: 'sub-call-end', id, ...answer },
  ]
}
