import { describe, expect, it } from 'vitest'
import { loadTrajectory } from '../../src/trajectory/reader.ts'
import { block } from '../support/script.ts'
import { asTold, record, withoutIds } from './recordings.ts'

const MEGABYTE = 1_000_000

/** A log of a megabyte, with lines of about fifty characters. */
const context = Array.from({ length: 20_001 }, (_, index) =>
  `${index} service ${index % 97} answered in ${index % 1013} ms`.padEnd(49, '.'),
)
  .join('\n')
  .slice(0, MEGABYTE)

/** Asks about every part of the context, in prompts of that many characters. */
const map = (chars: number): string =>
  block(`const parts = []
for (let at = 0; at < context.length; at += ${chars}) parts.push(context.slice(at, at + ${chars}))
const answers = await llm_query_batch(parts)
FINAL(answers.length)`)

const MAPPED = { root: [map(10_000)], sub: () => 'Nothing of note in this part.' }

describe('the size of a trajectory', () => {
  it('of 4 iterations over 1 MB whose sub-calls do not carry it is under 100 KB, though each prints what it can', async () => {
    const looks = [1, 2, 3].map((turn) => block(`print(context.slice(${turn}e5))\nprint(llm_query("part ${turn}?"))`))
    const { text, events } = await record({ root: [...looks, block('FINAL("done")')] }, {}, { context })
    expect(events.filter(({ type }) => type === 'iteration-end')).toHaveLength(4)
    expect(Buffer.byteLength(text)).toBeLessThan(100_000)
  })

  it('of a map over all of it is at most 1.1 times the text that it sent', async () => {
    const { text, events } = await record(MAPPED, {}, { context })
    const sent = events.map((event) => (event.type === 'sub-call-start' ? event.prompt.length : 0))
    expect(sent.reduce((sum, chars) => sum + chars)).toBe(MEGABYTE)
    expect(Buffer.byteLength(text)).toBeLessThan(1.1 * MEGABYTE)
  })

  it('is a fraction of the text where long texts are compressed, which says the same', async () => {
    const { path, text, events } = await record(MAPPED, { trajectory: { directory: '', compress: true } }, { context })
    expect(Buffer.byteLength(text)).toBeLessThan(0.4 * MEGABYTE)
    const trajectory = await loadTrajectory(path)
    expect(withoutIds(trajectory.events)).toEqual(asTold(events))
  })

  it('does not grow with the square of the turns', async () => {
    const turns = (count: number) => [
      ...Array.from({ length: count }, (_, turn) => block(`print("${turn + 10}".repeat(2000))`)),
      block('FINAL(1)'),
    ]
    const few = await record({ root: turns(4) })
    const many = await record({ root: turns(16) })
    expect(many.text.length).toBeLessThan(4 * few.text.length)
  })
})
