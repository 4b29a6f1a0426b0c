import { z } from 'zod'
import { EventEncoder } from '../../../src/trajectory/event-encoder.ts'
import type { Usage } from '../../../src/cost/usage.ts'
import type { RunEvent } from '../../../src/run/events.ts'
import { errorBody } from '../../support/chat-server.ts'
import { block, type Script } from '../../support/script.ts'
import { header, record } from '../../trajectory/recordings.ts'

/** What the first turns of `variedRun` say and do, for tests that look for it. */
export const PROSE = 'First I look at how the notes are built.'

const LOOKUP = {
  description: 'Looks a person up.',
  parameters: z.object({ name: z.string() }),
  execute: ({ name }: { name: string }) => ({ name, team: 'Harbour', since: 2019 }),
}

const VARIED: Script = {
  root: [
    { status: 500, body: errorBody('The server is overloaded', 'server_error') },
    `${PROSE}\n\n${block("print(context.slice(0, 60))\nconst notes = context.split('\\n')\nnotes.length")}\n\nThen I look each person up.\n\n${block('const person = await lookup({ name: "Ada" })\nperson')}`,
    `Now I ask for each note whether it is about travel, many at once.\n\n${block(
      'const asked = notes.map((note) => `Is this note about travel? Answer yes or no.\\n\\n${note}`)\nconst replies = llm_query_batched(asked, { recursive: false })\nreplies.filter((reply) => reply === "yes").length',
    )}`,
    `Let me count.\n\n${block('const sum = total + 1')}`,
    `I had no such variable. A sub-question is left.\n\n${block(
      'const total = replies.filter((reply) => reply === "yes").length\nconst summary = llm_query("Summarize what the travel notes have in common.")\nprint(summary)',
    )}`,
    block('FINAL(`${total} notes are about travel. ${summary}`)'),
  ],
  sub: (prompt) => {
    if (prompt.includes('note 3 '))
      return { status: 400, body: errorBody('The prompt was refused.', 'invalid_request_error') }
    if (prompt.startsWith('Is this')) return Number(/note (\d+)/.exec(prompt)?.[1]) % 2 === 0 ? 'yes' : 'no'
    if (prompt.startsWith('One sentence')) return 'All of them speak of trains.'
    return `A run of its own.\n\n${block('FINAL(llm_query("One sentence, please."))')}`
  },
}

/** The text of a run with turns, sub-calls, a nested run, a tool, an error and a retry. */
export async function variedRun(): Promise<string> {
  const context = Array.from({ length: 12 }, (_, index) => `note ${index} of the journey, with a few words more`).join(
    '\n',
  )
  const { text } = await record(
    VARIED,
    { maxDepth: 2, tools: { lookup: LOOKUP } },
    { context, query: 'How many of the notes are about travel?' },
  )
  return text
}

/** The lines of a run whose one block makes that many calls, eight at a time; each hundredth fails. */
export function busyRun(calls: number): string {
  const encoder = new EventEncoder(header)
  const lines = [...busyEvents(calls)].flatMap((event) => encoder.encode(event))
  return `${[header, ...lines].map((line) => JSON.stringify(line)).join('\n')}\n`
}

const USAGE = { inputTokens: 180, cachedInputTokens: 40, outputTokens: 12, reasoningTokens: 0 }
const SPENT: Usage = {
  ...USAGE,
  totalCalls: 0,
  totalTokens: 0,
  estimatedCostUsd: 0,
  breakdownByComponent: {
    rootLlm: { calls: 0, costUsd: 0, model: 'root-model' },
    subCalls: { calls: 0, costUsd: 0, model: 'sub-model' },
  },
  byModel: {},
  byDepth: {},
  unpricedModels: [],
  callsWithEstimatedTokens: 0,
}
const OK = { ok: true } as const
const CALL_MS = 40
const AT_ONCE = 8

function* busyEvents(calls: number): Generator<RunEvent> {
  const at = (atMs: number) => ({ runId: 'run', depth: 0, atMs })
  const endMs = Math.ceil(calls / AT_ONCE) * CALL_MS + 20
  const source = 'const answers = await llm_query_batch(parts)'
  yield {
    ...at(0),
    type: 'run-start',
    id: 'run',
    query: 'What do all parts say?',
    context: 'text',
    contextChars: 9,
    contextPreview: '',
    model: 'root-model',
  }
  yield { ...at(1), type: 'iteration-start', id: 'turn', parentId: 'run', iteration: 1, isLast: false }
  yield { ...at(2), type: 'block-start', id: 'block', parentId: 'turn', iteration: 1, index: 0, source }
  for (let first = 0; first < calls; first += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, calls - first) }, (_, index) => first + index)
    const startMs = 5 + (first / AT_ONCE) * CALL_MS
    for (const index of batch) yield* callStart(index, at(startMs))
    for (const index of batch) yield* callEnd(index, at(startMs + 20 + (index % 17)))
  }
  const result = { stdout: 'done', notes: [], variables: [], durationMs: endMs, final: 'all the same' }
  yield { ...at(endMs), type: 'block-end', id: 'block', iteration: 1, index: 0, result, outcome: OK }
  yield { ...at(endMs), type: 'final', answer: 'all the same', source: 'code' }
  yield { ...at(endMs), type: 'iteration-end', id: 'turn', iteration: 1, outcome: OK }
  yield {
    ...at(endMs),
    type: 'run-end',
    id: 'run',
    answer: 'all the same',
    stopReason: 'final',
    outcome: OK,
    usage: SPENT,
  }
}

type At = Pick<RunEvent, 'runId' | 'depth' | 'atMs'>

function* callStart(index: number, at: At): Generator<RunEvent> {
  const prompt = `Part ${index} of the text: what does it say of the harbour, and since when?`
  const messages = [{ role: 'user', content: prompt }] as const
  yield { ...at, type: 'sub-call-start', id: `call ${index}`, parentId: 'block', kind: 'llm', recursive: false, prompt }
  yield {
    ...at,
    depth: 1,
    type: 'model-call-start',
    id: `model ${index}`,
    parentId: `call ${index}`,
    role: 'sub-call',
    model: 'sub-model',
    promptChars: prompt.length,
    messages,
  }
}

function* callEnd(index: number, at: At): Generator<RunEvent> {
  const isRefused = index % 100 === 99
  const outcome = isRefused ? ({ ok: false, code: 'bad-request', message: `Part ${index} was refused.` } as const) : OK
  const text = isRefused ? '' : `It says ${index * 7} of it.`
  const spent = isRefused ? {} : { usage: USAGE, costUsd: 0.000_02 }
  yield {
    ...at,
    depth: 1,
    type: 'model-call-end',
    id: `model ${index}`,
    role: 'sub-call',
    text,
    source: 'model',
    ...spent,
    durationMs: 20,
    outcome,
  }
  yield { ...at, type: 'sub-call-end', id: `call ${index}`, text, durationMs: 20, outcome }
}
