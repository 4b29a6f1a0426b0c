import type { VNode } from 'preact'
import type { Row } from '../../model/rows.ts'
import { choose, goTo, setFolded } from '../commands.ts'
import { formatCount, formatDuration, shortUsd } from '../format.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { kindOf } from '../node/kind.ts'
import { nodeGist, nodeName } from '../node/label.ts'
import { isFree, modelCallOf, sourceName } from '../node/model-calls.ts'
import { StatusMark } from '../node/status-mark.tsx'
import { statusOf } from '../node/status.ts'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'
import { Bar } from './bar.tsx'
import type { TimeRange } from './time-range.ts'

interface RowProps {
  row: Row
  index: number
  top: number
  range: TimeRange
}

/** One line of the timeline: a node, when it was, and what it came to. */
export function TimelineRow({ row, index, top, range }: RowProps): VNode {
  const viewer = useViewer()
  const { node, level, hasChildren, isFolded } = row
  const { nowMs } = viewer
  const isChosen = node === viewer.chosen
  const status = statusOf(node, viewer.isLive)
  return (
    <div
      id={`row-${node.key}`}
      class="row"
      role="row"
      aria-level={level + 1}
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      aria-expanded={hasChildren ? !isFolded : undefined}
      style={{ top: `${top}px` }}
      onClick={() => {
        choose(viewer, node)
        viewer.update({ isDetailOpen: true })
      }}
      onDblClick={() => goTo(viewer, node, 'turns')}
    >
      <Label row={row} />
      <div class="cell bars" role="gridcell">
        <Bar node={node} status={status} range={range} nowMs={nowMs} />
      </div>
      <Figures row={row} />
    </div>
  )
}

function Label({ row }: { row: Row }): VNode {
  const viewer = useViewer()
  const { node, level, hasChildren, isFolded } = row
  const status = statusOf(node, viewer.isLive)
  const retries = modelCallOf(node)?.retries.length ?? 0
  return (
    <div class="cell label" role="gridcell" style={{ paddingLeft: `${Math.min(level, 24) * 14 + 4}px` }}>
      <span
        class="twisty"
        aria-hidden="true"
        data-open={hasChildren ? !isFolded : undefined}
        onClick={(event) => {
          event.stopPropagation()
          if (hasChildren) setFolded(viewer, node, !isFolded)
        }}
      />
      <KindIcon kind={kindOf(node)} />
      <span class="name">
        <Marked text={nodeName(node)} />
      </span>
      {status === 'ok' ? null : <StatusMark status={status} />}
      {retries > 0 ? <span class="chip" data-tone="warn">{`↻ ${retries}`}</span> : null}
      <Source row={row} />
      <span class="gist" dir="auto">
        <Marked text={nodeGist(node)} query={viewer.state.query} />
      </span>
    </div>
  )
}

/** Where an answer came from, if not from the model. */
function Source({ row: { node } }: { row: Row }): VNode | null {
  if (!isFree(node)) return null
  return <span class="chip">{sourceName(modelCallOf(node)?.source ?? 'journal')}</span>
}

function Figures({ row: { node } }: { row: Row }): VNode {
  const viewer = useViewer()
  const { inputTokens, outputTokens, costUsd, calls } = node.totals
  const isNotice = node.kind === 'notice'
  const tokens = inputTokens + outputTokens
  return (
    <>
      <div class="cell figure" role="gridcell">
        {isNotice && node.endMs === undefined ? '' : formatDuration((node.endMs ?? viewer.nowMs) - node.startMs)}
      </div>
      <div class="cell figure tokens" role="gridcell">
        {tokens > 0 ? formatCount(tokens) : ''}
      </div>
      <div class="cell figure cost" role="gridcell">
        {calls > 0 ? shortUsd(costUsd) : ''}
      </div>
    </>
  )
}
