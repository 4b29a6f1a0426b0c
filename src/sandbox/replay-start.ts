import type { ReplayStart } from './protocol.ts'

const MAX_SEED = 2 ** 32 - 1
/** The last moment that a `Date` can hold, and room for a year of readings before it. */
const MAX_NOW_MS = 8.64e15 - 31_536_000_000

/** Throws a `TypeError` where blocks could not start with it. */
export function assertReplayStart({ nowMs, seed }: ReplayStart): void {
  assertWholeNumber('replay.nowMs', nowMs, MAX_NOW_MS, 'Date.now()')
  assertWholeNumber('replay.seed', seed, MAX_SEED, 'crypto.randomInt(2 ** 32)')
}

function assertWholeNumber(name: string, value: number, most: number, remedy: string): void {
  if (isWithin(value, most)) return
  throw new TypeError(`\`${name}\` must be an integer from 0 to ${most}; received ${value}. Take ${remedy}.`)
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most
}

/** As it travels to the child. */
export function replayStartText({ nowMs, seed }: ReplayStart): string {
  return `${nowMs} ${seed}`
}

/** Reads it back; `undefined` where it is none. */
export function readReplayStart(text: string): ReplayStart | undefined {
  const match = /^(\d{1,16}) (\d{1,10})$/.exec(text)
  const [nowMs, seed] = [Number(match?.[1]), Number(match?.[2])]
  return isWithin(nowMs, MAX_NOW_MS) && isWithin(seed, MAX_SEED) ? { nowMs, seed } : undefined
}
