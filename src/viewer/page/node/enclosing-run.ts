import type { RunNode, TreeNode, TurnNode } from '../../model/nodes.ts'

/** The run that a node is, or belongs to. */
export function enclosingRun(node: TreeNode): RunNode | undefined {
  return enclosing(node, 'run')
}

/** The turn that a node is, or belongs to. */
export function enclosingTurn(node: TreeNode): TurnNode | undefined {
  const turn = enclosing(node, 'turn')
  return turn !== undefined && enclosingRun(node) === turn.parent ? turn : undefined
}

function enclosing<Kind extends TreeNode['kind']>(
  node: TreeNode,
  kind: Kind,
): Extract<TreeNode, { kind: Kind }> | undefined {
  let found: TreeNode | undefined = node
  while (found !== undefined && found.kind !== kind) found = found.parent
  return found as Extract<TreeNode, { kind: Kind }> | undefined
}
