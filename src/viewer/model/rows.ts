import type { TreeNode } from './nodes.ts'

/** A line of the outline that a tree makes. */
export interface Row {
  node: TreeNode
  /** How far it is indented: 0 for the outermost run. */
  level: number
  /** Whether what belongs to it is left out. */
  isFolded: boolean
  hasChildren: boolean
}

/** The rows of a tree from top to bottom, without those in folded nodes. */
export function visibleRows(
  { root }: { readonly root: TreeNode | undefined },
  isFolded: (node: TreeNode) => boolean,
): Row[] {
  const rowOf = (node: TreeNode, level: number): Row => {
    const hasChildren = node.children.length > 0
    return { node, level, isFolded: hasChildren && isFolded(node), hasChildren }
  }
  const rows: Row[] = []
  // A stack of its own: a tree may be deeper than calls may be.
  const waiting = root === undefined ? [] : [rowOf(root, 0)]
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row)
    if (row.isFolded) continue
    for (const child of row.node.children.toReversed()) waiting.push(rowOf(child, row.level + 1))
  }
  return rows
}
