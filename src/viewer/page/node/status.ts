import type { TreeNode } from '../../model/nodes.ts'
import { failureOf } from './failure.ts'

/** How a node stands. `'open'`: it has no end, and none will come. */
export type Status = 'running' | 'ok' | 'failed' | 'open'

/** How a node stands; `isLive`: whether its end may yet come. */
export function statusOf(node: TreeNode, isLive: boolean): Status {
  if (failureOf(node) !== undefined) return 'failed'
  if (node.endMs !== undefined || node.kind === 'notice') return 'ok'
  return isLive ? 'running' : 'open'
}

/** How a status is called. */
export const STATUS_NAMES: Record<Status, string> = {
  running: 'running',
  ok: 'done',
  failed: 'failed',
  open: 'cut off',
}
