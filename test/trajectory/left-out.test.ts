import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import { EventEncoder, type EventLine } from '../../src/trajectory/event-encoder.ts'
import { storedEventSchema } from '../../src/trajectory/event-schema.ts'
import type { TextLine } from '../../src/trajectory/format.ts'
import { parseTrajectory } from '../../src/trajectory/parser.ts'
import { header } from './recordings.ts'

const ok = { ok: true } as const
const failed = { ok: false, code: 'connection', message: 'The line is dead.' } as const
const usage = { inputTokens: 1283, cachedInputTokens: 0, outputTokens: 8, reasoningTokens: 0 }
const base = { runId: 'run', depth: 0 }

const subCallStart: RunEvent = {
  ...base,
  atMs: 10,
  type: 'sub-call-start',
  id: 'call',
  parentId: 'block',
  kind: 'llm',
  recursive: false,
  prompt: 'What is it? '.repeat(20),
}

/** A plain sub-call, as most are. */
const PLAIN: RunEvent[] = [
  {
    ...base,
    atMs: 1,
    type: 'run-start',
    id: 'run',
    query: 'q',
    context: 'c',
    contextChars: 1,
    contextPreview: '',
    model: 'root-model',
  },
  { ...base, atMs: 2, type: 'iteration-start', id: 'turn', parentId: 'run', iteration: 1, isLast: false },
  { ...base, atMs: 3, type: 'block-start', id: 'block', parentId: 'turn', iteration: 1, index: 0, source: '1' },
  subCallStart,
  {
    ...base,
    atMs: 10,
    type: 'model-call-start',
    id: 'model-call',
    parentId: 'call',
    role: 'sub-call',
    model: 'sub-model',
    promptChars: subCallStart.prompt.length,
    messages: [{ role: 'user', content: subCallStart.prompt }],
  },
  {
    ...base,
    atMs: 20,
    type: 'model-call-end',
    id: 'model-call',
    role: 'sub-call',
    text: 'It is a log.',
    source: 'model',
    usage,
    costUsd: null,
    durationMs: 10,
    outcome: ok,
  },
  { ...base, atMs: 20, type: 'sub-call-end', id: 'call', text: 'It is a log.', durationMs: 10, outcome: ok },
]

function linesOf(events: readonly RunEvent[], redact?: (text: string) => string): (TextLine | EventLine)[] {
  const encoder = new EventEncoder({ ...header, redact })
  return events.flatMap((event) => encoder.encode(event))
}

async function read(lines: readonly object[]): Promise<{ events: RunEvent[]; tornLines: number }> {
  return parseTrajectory([header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** Events with the ids that a file of these events gives them. */
function numbered(events: readonly RunEvent[]): unknown {
  const ids = ['run', 'turn', 'block', 'call', 'model-call']
  const numberOf = (id: string): string => (ids.indexOf(id) > 0 ? String(ids.indexOf(id)) : id)
  return JSON.parse(
    JSON.stringify(events, (name, value: unknown) => (/^(id|parentId)$/.test(name) ? numberOf(String(value)) : value)),
  )
}

it('says of a plain sub-call no more than what is new, in less than 340 bytes beyond its texts', async () => {
  const lines = linesOf(PLAIN).slice(3)
  expect(JSON.parse(JSON.stringify(lines))).toEqual([
    { type: 'text', id: expect.stringMatching(/^[\w-]{16}$/), text: subCallStart.prompt },
    { type: 'sub-call-start', atMs: 10, id: 3, prompt: { $: JSON.parse(JSON.stringify(lines[0])).id } },
    { type: 'model-call-start', id: 4 },
    {
      type: 'model-call-end',
      atMs: 20,
      id: 4,
      text: 'It is a log.',
      usage: { inputTokens: 1283, outputTokens: 8 },
    },
    { type: 'sub-call-end', id: 3 },
  ])
  const bytes = lines.reduce((sum, line) => sum + JSON.stringify(line).length + 1, 0)
  expect(bytes - subCallStart.prompt.length - 'It is a log.'.length).toBeLessThan(340)
  expect((await read(linesOf(PLAIN))).events).toEqual(numbered(PLAIN))
})

it('says whatever is otherwise', async () => {
  const other = <Value>(...values: Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
  const changes = fc.array(
    fc.tuple(
      fc.nat({ max: PLAIN.length - 1 }),
      fc.record({
        parentId: other('run', 'turn', 'block', 'call', 'model-call'),
        depth: other(1, 2),
        atMs: other(0, 11, 21, 4000),
        kind: other('rlm'),
        recursive: other(true),
        isLast: other(true),
        prompt: other('', 'another', 'a long one. '.repeat(10)),
        role: other('root', 'summary'),
        model: other('root-model', 'another'),
        promptChars: other(0, 7),
        messages: other([], [{ role: 'system', content: subCallStart.prompt }], [{ role: 'user', content: 'another' }]),
        text: other('', 'another', 'a long one. '.repeat(10)),
        source: other('cache', 'journal'),
        usage: other({ ...usage, cachedInputTokens: 5 }, { ...usage, reasoningTokens: 5 }),
        costUsd: other(0, 0.25),
        durationMs: other(0, 3.5, 1000),
        outcome: other(failed),
      }),
    ),
    { maxLength: 4 },
  )
  const dropped = fc.array(fc.nat({ max: PLAIN.length - 1 }), { maxLength: 2 })
  await fc.assert(
    fc.asyncProperty(changes, dropped, async (changes, drops) => {
      const events = PLAIN.map((event) => ({ ...event }))
      for (const [index, fields] of changes) Object.assign(events[index] ?? {}, fieldsOf(events[index], fields))
      const told = events.filter((_, index) => !drops.includes(index))
      const lines = linesOf(told)
      for (const line of lines) {
        if (line.type !== 'text') storedEventSchema.parse(JSON.parse(JSON.stringify(line)))
      }
      const { events: back, tornLines } = await read(lines)
      expect(tornLines).toBe(0)
      expect(back.map(withoutAllIds)).toEqual(told.map(withoutAllIds))
    }),
    { numRuns: 500 },
  )
})

it('leaves out what follows from texts as they are written, without secrets', async () => {
  const redact = (text: string): string => text.replaceAll('What', '[secret]')
  const lines = linesOf(PLAIN, redact)
  expect(lines.find(({ type }) => type === 'model-call-start')).toMatchObject({ promptChars: 240 })
  const { events } = await read(lines)
  const content = redact(subCallStart.prompt)
  expect(events[4]).toMatchObject({ messages: [{ role: 'user', content }], promptChars: subCallStart.prompt.length })
})

it('tears the lines whose start is torn, instead of giving them what is not theirs', async () => {
  const lines = linesOf(PLAIN)
  const without = (type: string): object[] => lines.filter((line) => line.type !== type)
  expect(await read(without('sub-call-start'))).toMatchObject({ tornLines: 3 })
  expect(await read(without('model-call-start'))).toMatchObject({ tornLines: 2 })
  expect(await read(without('model-call-end'))).toMatchObject({ tornLines: 1 })
  expect(await read(without('block-start'))).toMatchObject({ tornLines: 0 })
})

/** The fields of those given that an event of its type has. */
function fieldsOf(event: RunEvent | undefined, fields: Record<string, unknown>): object {
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined && Object.hasOwn(event ?? {}, name))
  return Object.fromEntries(names.map((name) => [name, fields[name]]))
}

function withoutAllIds(event: RunEvent): unknown {
  return { ...event, id: '', runId: '', parentId: '' }
}
