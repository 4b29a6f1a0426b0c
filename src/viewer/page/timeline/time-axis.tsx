import type { VNode } from 'preact'
import { formatDuration } from '../format.ts'
import { ticks, type TimeRange } from './time-range.ts'

const ABOUT = 5

/** The times along the axis, and lines down through the rows. */
export function TimeAxis({ range }: { range: TimeRange }): VNode {
  return (
    <>
      {ticks(range, ABOUT).map(({ atMs, place }) => (
        <span class="tick" style={{ left: `${place * 100}%` }} data-last={place > 0.92}>
          {formatDuration(atMs)}
        </span>
      ))}
    </>
  )
}
