import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ChatMessage } from '../../src/model/client.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { EventEncoder } from '../../src/trajectory/event-encoder.ts'
import { storedEventSchema } from '../../src/trajectory/event-schema.ts'
import { formatLine } from '../../src/trajectory/format-line.ts'
import { parseTrajectory } from '../../src/trajectory/parser.ts'
import { textLineSchema } from '../../src/trajectory/schema.ts'
import { header } from './recordings.ts'

const base = { runId: 'run', depth: 0, atMs: 1 }

/** Any code units, lone surrogates and `$` included; often long, often repeated. */
const text = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('$', '\ud800', 'a'.repeat(100), `${'b'.repeat(90)} \n`, '{"$":"id"}', 'é\udc00'.repeat(300)),
)
const message = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: text })

const blockEnd = (id: string, stdout: string, result: string): RunEvent => ({
  ...base,
  type: 'block-end',
  id,
  iteration: 1,
  index: 0,
  result: { stdout, result, notes: [], variables: [stdout.trimEnd()], durationMs: 1 },
  outcome: { ok: true },
})

const callStart = (id: string, messages: readonly ChatMessage[]): RunEvent => ({
  ...base,
  type: 'model-call-start',
  id,
  parentId: 'run',
  role: 'root',
  model: 'm',
  promptChars: 0,
  messages,
})

async function restored(events: readonly RunEvent[], compress: boolean) {
  const encoder = new EventEncoder(header)
  const lines = [header, ...events.flatMap((event) => encoder.encode(event))]
  const formatted = await Promise.all(lines.map((line) => formatLine(line, compress)))
  return parseTrajectory(formatted.map((line) => `${line}\n`).join(''))
}

it('keeps every text and every conversation, whatever they are made of', async () => {
  const turn = fc.tuple(fc.array(message, { maxLength: 4 }), text, text, fc.nat({ max: 4 }))
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 5 }), fc.boolean(), async (turns, compress) => {
      const events: RunEvent[] = []
      let said: ChatMessage[] = []
      for (const [index, [added, stdout, result, kept]] of turns.entries()) {
        said = [
          ...said.slice(0, kept),
          ...added,
          { role: 'user', content: `[block]\n${stdout.trimEnd()}\n=> ${result}` },
        ]
        events.push(callStart(`call ${index}`, said), blockEnd(`block ${index}`, stdout, result))
      }
      const { events: read, tornLines } = await restored(events, compress)
      expect(tornLines).toBe(0)
      expect(read.map(textsOf)).toEqual(events.map(textsOf))
    }),
  )
})

it('writes what the schemas of its lines describe', () => {
  const encoder = new EventEncoder(header)
  const long = 'a long text. '.repeat(20).trimEnd()
  const lines = [
    ...encoder.encode(callStart('one', [{ role: 'user', content: long }])),
    ...encoder.encode(blockEnd('two', `${long}\n`, '1')),
    ...encoder.encode(
      callStart('three', [
        { role: 'user', content: long },
        { role: 'user', content: `so: ${long}!` },
      ]),
    ),
  ]
  expect(lines.map(({ type }) => type)).toEqual(['text', 'model-call-start', 'block-end', 'model-call-start'])
  for (const line of lines) {
    const schema = line.type === 'text' ? textLineSchema : storedEventSchema
    expect(schema.safeParse(JSON.parse(JSON.stringify(line)))).toMatchObject({ success: true })
  }
  const id = createHash('sha256').update(long, 'utf16le').digest('base64url').slice(0, 16)
  expect(lines[0]).toEqual({ type: 'text', id, text: long })
  const content = { $: ['so: ', { $: id }, '!'] }
  expect(lines.at(-1)).toMatchObject({ messages: { after: 1, keep: 1, add: [{ content }] } })
})

it('refers to nothing that it was told to forget', async () => {
  const encoder = new EventEncoder(header)
  const messages: ChatMessage[] = [{ role: 'user', content: 'x'.repeat(200) }]
  encoder.encode(callStart('lost', messages))
  encoder.forget()
  const lines = [header, ...encoder.encode(callStart('kept', messages))]
  const read = await parseTrajectory(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  expect(read).toMatchObject({ tornLines: 0, events: [{ messages }] })
})

function textsOf(event: RunEvent): unknown {
  return event.type === 'model-call-start' ? event.messages : event.type === 'block-end' && event.result
}
