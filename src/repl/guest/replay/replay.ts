import { define } from '../objects.ts'
import { global, MathObject, nativeNow, random as nativeRandom } from '../primordials.ts'
import { createDate, HIDDEN, type Now } from './date.ts'
import { followIntl } from './intl.ts'
import { createRandom, type Random } from './random.ts'
import { followTemporal } from './temporal.ts'

/** What a repeatable block reads in the place of the clock and of chance. */
export interface Replay {
  /** Begins a block: with a time and a seed of its own, or without. */
  begin(nowMs: number | undefined, seed: number | undefined): void
}

/**
 * Builds it. The builtins stay as they are until the first block that is repeatable; `Temporal.Now` does for good where
 * another block has come before.
 */
export function createReplay(): Replay {
  let isInstalled = false
  let isUntouched = true
  let now: Now = nativeNow
  let random: Random = nativeRandom
  const install = (): void => {
    isInstalled = true
    const read: Now = () => now()
    define(global, 'Date', createDate(read), HIDDEN)
    define(MathObject, 'random', { random: () => random() }.random, HIDDEN)
    followIntl(read)
    if (isUntouched) followTemporal(read)
  }
  return {
    begin: (nowMs, seed) => {
      now = nowMs === undefined ? nativeNow : createClock(nowMs)
      random = seed === undefined ? nativeRandom : createRandom(seed)
      if (nowMs !== undefined && !isInstalled) install()
      isUntouched = false
    },
  }
}

/** A clock that only reading moves on, by a millisecond. */
function createClock(nowMs: number): Now {
  let next = nowMs
  return () => {
    const reading = next
    next += 1
    return reading
  }
}
