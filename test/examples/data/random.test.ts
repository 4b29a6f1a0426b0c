import { expect, test } from 'vitest'
import { seededRandom } from '../../../examples/data/random.ts'

function draw(seed: number): number[] {
  const random = seededRandom(seed)
  return Array.from({ length: 50 }, () => random.integer(1, 6))
}

test('the same seed gives the same choices, another seed others', () => {
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('integers stay inside their limits and reach both', () => {
  const integers = draw(3)
  expect(Math.min(...integers)).toBe(1)
  expect(Math.max(...integers)).toBe(6)
})

test('a shuffle loses nothing and leaves its list as it is', () => {
  const list = [1, 2, 3, 4, 5, 6, 7, 8]
  const shuffled = seededRandom(1).shuffle(list)
  expect(shuffled).not.toEqual(list)
  expect(shuffled.toSorted((one, other) => one - other)).toEqual(list)
  expect(list).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})
