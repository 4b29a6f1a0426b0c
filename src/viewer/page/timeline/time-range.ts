/** A part of a run's time, in milliseconds since it began. */
export interface TimeRange {
  fromMs: number
  toMs: number
}

/** A line of the time axis. */
export interface Tick {
  atMs: number
  /** From 0 to 1 along the axis. */
  place: number
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
const STEPS = [30 * SECOND, ...[1, 2, 5, 10, 15, 30, 60, 120, 360, 720].map((minutes) => minutes * MINUTE)]

/** Round times across a range, about as many as asked for. */
export function ticks({ fromMs, toMs }: TimeRange, about: number): Tick[] {
  const span = toMs - fromMs
  if (!(span > 0) || about < 1) return []
  const step = roundStep(span / about)
  const found: Tick[] = []
  for (let atMs = Math.ceil(fromMs / step) * step; atMs <= toMs; atMs += step) {
    found.push({ atMs, place: (atMs - fromMs) / span })
  }
  return found
}

/** Where a span of time lies in a range, in percent of it; `undefined` where it lies outside. */
export function placeIn({ fromMs, toMs }: TimeRange, startMs: number, endMs: number): Extent | undefined {
  const span = Math.max(toMs - fromMs, Number.EPSILON)
  const start = Math.max(0, (startMs - fromMs) / span)
  const end = Math.min(1, (endMs - fromMs) / span)
  return start > 1 || end < 0 ? undefined : { left: start * 100, width: Math.max(0, end - start) * 100 }
}

/** A stretch of an axis, in percent. */
export interface Extent {
  left: number
  width: number
}

function roundStep(least: number): number {
  if (least > 20 * SECOND) return STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY
  const power = 10 ** Math.floor(Math.log10(least))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10
  return step * power
}
