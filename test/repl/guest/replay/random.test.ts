import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../../src/repl/guest/replay/random.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

test('numbers lie from 0 to below 1, and are a function of the seed', () => {
  fc.assert(
    fc.property(seed, (seed) => {
      const [random, again] = [createRandom(seed), createRandom(seed)]
      for (let draw = 0; draw < 50; draw += 1) {
        const value = random()
        expect(value).toBe(again())
        expect(value >= 0 && value < 1).toBe(true)
      }
    }),
  )
})

test('numbers are spread evenly, also the first ones of neighbouring seeds', () => {
  const DRAWS = 100_000
  const sequences = [
    createRandom(1),
    (
      (next = 0) =>
      () =>
        createRandom((next += 1))()
    )(),
  ]
  for (const random of sequences) {
    const counts = Array.from({ length: 100 }, () => 0)
    let lowBits = 0
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const value = random()
      const bucket = Math.floor(value * 100)
      counts[bucket] = (counts[bucket] ?? 0) + 1
      lowBits += (value * 2 ** 53) % 2
    }
    const expected = DRAWS / counts.length
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 99 degrees of freedom: beyond these once in a million.
    expect(chiSquared).toBeLessThan(175)
    expect(chiSquared).toBeGreaterThan(45)
    expect(Math.abs(lowBits / DRAWS - 0.5)).toBeLessThan(0.01)
  }
})
