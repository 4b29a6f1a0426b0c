import type { VNode } from 'preact'
import type { TreeNode } from '../../model/nodes.ts'
import { kindOf } from '../node/kind.ts'
import { modelCallOf } from '../node/model-calls.ts'
import type { Status } from '../node/status.ts'
import { placeIn, type TimeRange } from './time-range.ts'

interface BarProps {
  node: TreeNode
  status: Status
  range: TimeRange
  nowMs: number
}

/** When a node began and ended, on the common time axis. Kinds differ in shape and pattern, failures have a mark. */
export function Bar({ node, status, range, nowMs }: BarProps): VNode | null {
  const endMs = node.kind === 'notice' ? node.startMs : (node.endMs ?? nowMs)
  const place = placeIn(range, node.startMs, endMs)
  if (place === undefined) return null
  const retries = modelCallOf(node)?.retries ?? []
  return (
    <>
      <span
        class="bar"
        data-kind={kindOf(node)}
        data-status={status}
        style={{ left: `${place.left}%`, width: `${place.width}%` }}
      />
      {retries.slice(0, 20).map(({ atMs }) => {
        const at = placeIn(range, atMs, atMs)
        return at && <span class="bar-retry" style={{ left: `${at.left}%` }} />
      })}
      {status === 'failed' ? (
        <span class="bar-failed" style={{ left: `${place.left + place.width}%` }} aria-hidden="true">
          ✕
        </span>
      ) : null}
    </>
  )
}
