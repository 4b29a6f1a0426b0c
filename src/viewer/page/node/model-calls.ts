import type { ReplySource } from '../../../run/events.ts'
import type { ModelCall, RunNode, SubCallNode, ToolCallNode, TreeNode } from '../../model/nodes.ts'

/** A node that a block called for: of a model, a nested run, or a tool. */
export type CallNode = SubCallNode | ToolCallNode

const SOURCES: Record<ReplySource, string> = {
  model: 'model',
  'call-in-flight': 'call in flight',
  cache: 'cache',
  journal: 'journal',
}

/** The model call that a node shows. */
export function modelCallOf(node: TreeNode): ModelCall | undefined {
  return node.kind === 'reply' || node.kind === 'sub-call' ? node.call : undefined
}

/** Whether a node is a call of a block. */
export function isCall(node: TreeNode): node is CallNode {
  return node.kind === 'sub-call' || node.kind === 'tool-call'
}

/** The run that answers a sub-call, where one does. */
export function nestedRunOf(node: TreeNode): RunNode | undefined {
  return node.children.find((child) => child.kind === 'run')
}

/** Where a call's answer came from, in words. */
export function sourceName(source: ReplySource): string {
  return SOURCES[source]
}

/** Whether a call was answered for nothing. */
export function isFree(node: TreeNode): boolean {
  if (node.kind === 'tool-call') return node.isReplayed
  const source = modelCallOf(node)?.source
  return source !== undefined && source !== 'model'
}
