import type { VNode } from 'preact'
import { Detail } from '../detail/detail.tsx'
import { type CallNode, isCall } from '../node/model-calls.ts'
import { useFollowing, useKeptPlace, useRevealed } from '../rows/use-kept-place.ts'
import { useVirtualRows } from '../rows/use-virtual-rows.ts'
import { useViewer } from '../use-viewer.ts'
import { CallFilters } from './call-filters.tsx'
import { CallRow } from './call-row.tsx'

const ROW_HEIGHT = 28
const HEAD_HEIGHT = 28
const COLUMNS = ['Call', 'Prompt', 'Answer', 'Model', 'Tokens', 'Cost', 'Duration']

/** All calls of the run's blocks as a table, and the chosen one whole. */
export function SubCalls(): VNode {
  const viewer = useViewer()
  const { chosen, state } = viewer
  const call = chosen && isCall(chosen) ? chosen : undefined
  return (
    <div class="calls" data-detail={state.isDetailOpen && call !== undefined}>
      <CallFilters />
      <CallTable />
      {state.isDetailOpen && call !== undefined ? <Detail node={call} empty="" /> : null}
    </div>
  )
}

function CallTable(): VNode {
  const viewer = useViewer()
  const { calls, chosen, state } = viewer
  const list = useVirtualRows({ count: calls.length, rowHeight: ROW_HEIGHT, headHeight: HEAD_HEIGHT })
  const index = calls.findIndex((call) => call === chosen)
  useKeptPlace(list, calls, keyOf)
  useRevealed(list, index, state.chosen)
  useFollowing(list, calls.length)
  return (
    <div
      class="list"
      ref={list.scroller}
      role="grid"
      tabIndex={0}
      aria-label="Sub-calls"
      aria-rowcount={calls.length + 1}
      aria-activedescendant={list.isDrawn(index) ? `call-${state.chosen}` : undefined}
    >
      <div class="row row-head" role="row" aria-rowindex={1}>
        {COLUMNS.map((name) => (
          <div class="cell" role="columnheader">
            {name}
          </div>
        ))}
      </div>
      {calls.length === 0 ? <p class="empty">{emptyText(viewer.allCalls.length)}</p> : null}
      <div class="rows" role="rowgroup" style={{ height: `${list.totalHeight}px` }}>
        {calls.slice(list.first, list.end).map((call, offset) => {
          const at = list.first + offset
          return <CallRow key={call.key} call={call} index={at} top={at * ROW_HEIGHT} />
        })}
      </div>
    </div>
  )
}

function keyOf({ key }: CallNode): number {
  return key
}

function emptyText(all: number): string {
  return all === 0 ? 'The blocks of this run have called nothing.' : 'No call passes the filter.'
}
