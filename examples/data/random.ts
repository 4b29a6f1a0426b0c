/** A stream of choices that a seed decides: the same seed, the same data, on every machine. */
export interface Random {
  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number
  /** One element of a list. */
  pick<T>(list: readonly T[]): T
  /** Whether something happens that happens with this probability. */
  chance(probability: number): boolean
  /** The list in another order; the list itself stays as it is. */
  shuffle<T>(list: readonly T[]): T[]
}

/** Random choices from a seed (mulberry32). */
export function seededRandom(seed: number): Random {
  const next = mulberry32(seed)
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    integer,
    pick: (list) => list[integer(0, list.length - 1)]!,
    chance: (probability) => next() < probability,
    shuffle: (list) => shuffled(list, integer),
  }
}

function shuffled<T>(list: readonly T[], integer: Random['integer']): T[] {
  const result = [...list]
  for (let last = result.length - 1; last > 0; last--) {
    const other = integer(0, last)
    const moved = result[last]!
    result[last] = result[other]!
    result[other] = moved
  }
  return result
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
