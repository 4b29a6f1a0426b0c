import type { VNode } from 'preact'
import type { Row } from '../../model/rows.ts'
import { useFollowing, useKeptPlace, useRevealed } from '../rows/use-kept-place.ts'
import { useVirtualRows, type VirtualRows } from '../rows/use-virtual-rows.ts'
import { useViewer } from '../use-viewer.ts'
import { Overview } from './overview.tsx'
import { TimeAxis } from './time-axis.tsx'
import type { TimeRange } from './time-range.ts'
import { TimelineRow } from './timeline-row.tsx'

const ROW_HEIGHT = 26
const HEAD_HEIGHT = 28

/** Every call of the run as a line, nested as they were made, on a common time axis. */
export function Timeline(): VNode {
  const viewer = useViewer()
  const { rows, chosen, state } = viewer
  const list = useVirtualRows({ count: rows.length, rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT })
  const range = state.zoom ?? { fromMs: 0, toMs: Math.max(viewer.nowMs, 1) }
  useKeptPlace(list, rows, keyOfRow)
  const index = rows.findIndex(({ node }) => node === chosen)
  useRevealed(list, index, state.chosen)
  useFollowing(list, rows.length)
  return (
    <div class="timeline">
      <Overview range={range} />
      <div
        class="list"
        ref={list.scroller}
        role="treegrid"
        tabIndex={0}
        aria-label="Timeline"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={list.isDrawn(index) ? `row-${state.chosen}` : undefined}
      >
        <div class="sheet">
          <Head range={range} />
          <Body rows={rows} list={list} range={range} />
        </div>
      </div>
    </div>
  )
}

function Head({ range }: { range: TimeRange }): VNode {
  return (
    <div class="row row-head" role="row" aria-rowindex={1}>
      <div class="cell" role="columnheader">
        What
      </div>
      <div class="cell bars" role="columnheader" aria-label="When">
        <TimeAxis range={range} />
      </div>
      <div class="cell figure" role="columnheader">
        Duration
      </div>
      <div class="cell figure tokens" role="columnheader">
        Tokens
      </div>
      <div class="cell figure cost" role="columnheader">
        Cost
      </div>
    </div>
  )
}

function Body({ rows, list, range }: { rows: readonly Row[]; list: VirtualRows; range: TimeRange }): VNode {
  return (
    <div class="rows" role="rowgroup" style={{ height: `${list.totalHeight}px` }}>
      {rows.slice(list.first, list.end).map((row, offset) => {
        const index = list.first + offset
        return <TimelineRow key={row.node.key} row={row} index={index} top={index * ROW_HEIGHT} range={range} />
      })}
    </div>
  )
}

function keyOfRow({ node }: Row): number {
  return node.key
}
