import { imul } from '../primordials.ts'

/** Gives numbers from 0 to below 1, all of them a function of the seed. */
export type Random = () => number

const WARM_UP_ROUNDS = 12

/**
 * Builds a generator of 53 random bits a number: sfc32 (Chris Doty-Humphrey, PractRand), whose four words of state come
 * from the 32-bit seed by splitmix32.
 */
export function createRandom(seed: number): Random {
  const next = createSfc32(createSplitmix32(seed))
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next()
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53
}

function createSfc32(word: () => number): () => number {
  let a = word()
  let b = word()
  let c = word()
  let counter = 1
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum
  }
}

function createSplitmix32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    const mixed = imul(state ^ (state >>> 16), 0x21f0aaad)
    const mixedAgain = imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return mixedAgain ^ (mixedAgain >>> 15)
  }
}
