import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { TrajectoryDecoder } from '../../src/trajectory/decoder.ts'
import { runEventSchema } from '../../src/trajectory/event-schema.ts'
import { parseTrajectory } from '../../src/trajectory/parser.ts'
import { block } from '../support/script.ts'
import { header, record } from './recordings.ts'

const SCRIPT = {
  root: [
    block('print("y".repeat(500))\nconst answers = llm_query_batch(["a", "b".repeat(100)])\nnull.x'),
    block('print(rlm_query("a", "b"))'),
    block('FINAL("z".repeat(90))'),
  ],
  sub: (prompt: string) => (prompt === 'a' ? 'plain' : block('FINAL(llm_query("x".repeat(100)))')),
}

/** What befalls a file: bytes are cut out, overwritten, or doubled. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.nat({ max: 40 }),
  by: fc.oneof(fc.constant(''), fc.string({ maxLength: 8 }), fc.constantFrom('\n', '{', '"', '0', '-1', 'null', '[]')),
})

const value = fc.oneof(
  fc.constantFrom(0, 1, 2, -1, 'root', 'sub-call', 'llm', '', null, true, { $: 'x' }, { $: ['x'] }, { $: [{}] }),
  fc.jsonValue({ maxDepth: 2 }),
)

let recorded: Promise<Buffer> | undefined

/** A whole trajectory; made once. */
function whole(): Promise<Buffer> {
  recorded ??= record(SCRIPT, { maxDepth: 2 }).then(({ text }) => Buffer.from(text))
  return recorded
}

/** Reads a text in both ways; what the parser gives that is no event as listeners are told them. */
async function faultsIn(text: string): Promise<unknown[]> {
  const decoder = new TrajectoryDecoder()
  for (const line of text.split('\n')) await decoder.push(line)
  const { events } = await parseTrajectory(text)
  return events.filter((event) => !isDeepStrictEqual(runEventSchema.safeParse(event).data, event))
}

it('gives events of whatever is left of a file of which bytes were cut out or overwritten', async () => {
  const bytes = await whole()
  const headerBytes = bytes.indexOf('\n') + 1
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 6 }), async (damages) => {
      let left = bytes
      for (const { at, length, by } of damages) {
        const from = headerBytes + Math.floor(at * (left.length - headerBytes))
        left = Buffer.concat([left.subarray(0, from), Buffer.from(by), left.subarray(from + length)])
      }
      expect(await faultsIn(left.toString())).toEqual([])
    }),
    { numRuns: 150 },
  )
})

it('gives events of lines whose fields have any value, are missing, or are out of order', async () => {
  const lines = (await whole()).toString().trimEnd().split('\n').slice(1)
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const names = [...new Set(parsed.flatMap((line) => Object.keys(line))), '__proto__']
  const change = fc.record({ line: fc.nat(), name: fc.constantFrom(...names), value: fc.option(value) })
  const moved = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), moved, async (changes, moves) => {
      const changed = [...lines]
      for (const { line, name, value } of changes) {
        const index = line % changed.length
        const { [name]: _, ...rest } = parsed[index] ?? {}
        const added = value === null ? '' : `,${JSON.stringify(name)}:${JSON.stringify(value)}`
        changed[index] = `${JSON.stringify(rest).slice(0, -1)}${added}}`
      }
      for (const [from, to] of moves)
        changed.splice(to % changed.length, 0, ...changed.splice(from % changed.length, 1))
      expect(await faultsIn(`${[JSON.stringify(header), ...changed].join('\n')}\n`)).toEqual([])
    }),
    { numRuns: 150 },
  )
})
