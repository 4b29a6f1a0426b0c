import type { BlockNode, TreeNode } from '../../model/nodes.ts'

/** Why a node failed. */
export interface NodeFailure {
  /** The error's name or code. */
  name: string
  message: string
}

/** Why a node failed; `undefined` for one that did not. */
export function failureOf(node: TreeNode): NodeFailure | undefined {
  const own = node.kind === 'block' ? blockFailure(node) : undefined
  if (own !== undefined || node.outcome === undefined || node.outcome.ok) return own
  return { name: node.outcome.code, message: node.outcome.message }
}

function blockFailure({ result }: BlockNode): NodeFailure | undefined {
  if (result?.error !== undefined) return result.error
  return result?.lost && { name: `sandbox lost (${result.lost.reason})`, message: result.lost.message }
}
