import { expect, it } from 'vitest'
import { boundedOutcome } from '../../../src/sandbox/child/bounded-outcome.ts'

const OUTCOME = { outputTail: '', notes: [], variables: ['x: 1'], names: ['x'] }
const LONG = 'x'.repeat(2_000_000)

it('leaves an ordinary outcome as it is', () => {
  const outcome = { ...OUTCOME, candidate: 'text', error: { name: 'E', message: 'm', line: 3, stack: 's' } }
  expect(boundedOutcome(outcome)).toEqual(outcome)
})

it('keeps an outcome short, however long names and errors are', () => {
  const error = { name: LONG, message: LONG, stack: LONG, frame: LONG, hint: LONG }
  const outcome = { ...OUTCOME, error, names: Array.from({ length: 1e5 }, (_, i) => `v${i}`), variables: ['a', LONG] }
  const bounded = boundedOutcome(outcome)
  expect(JSON.stringify(bounded).length).toBeLessThan(1_000_000)
  expect(bounded).toMatchObject({ names: expect.arrayContaining(['v0', 'v1']), variables: ['a'] })
})

it('says so where it leaves a candidate out', () => {
  const bounded = boundedOutcome({ ...OUTCOME, candidate: LONG })
  expect(bounded.candidate).toBeUndefined()
  expect(bounded.notes).toEqual([expect.stringContaining('FINAL')])
})
