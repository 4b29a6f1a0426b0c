import type { VNode } from 'preact'
import { formatDuration } from '../format.ts'
import { ticks, type TimeRange } from './time-range.ts'

const ABOUT = 5

/** Behind this share of the axis there is no room for a label. */
const LAST_LABEL = 0.85

/** The times along the axis, and lines down through the rows. */
export function TimeAxis({ range }: { range: TimeRange }): VNode {
  return (
    <>
      {ticks(range, ABOUT).map(({ atMs, place }) => (
        <span class="tick" style={{ left: `${place * 100}%` }}>
          {place > LAST_LABEL ? null : formatDuration(atMs)}
        </span>
      ))}
    </>
  )
}
