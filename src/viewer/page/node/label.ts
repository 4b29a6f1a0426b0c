import type { SubCallNode, TreeNode } from '../../model/nodes.ts'
import { oneLine } from '../text/cut.ts'

const NOTICES = {
  'sandbox-restart': 'Sandbox restart',
  compaction: 'Compaction',
  limit: 'Limit',
  'replay-divergence': 'Divergence',
  'storage-error': 'Storage',
} as const

/** What a node is called, shortly: `Turn 3`, `Block 2`, `llm_query`. */
export function nodeName(node: TreeNode): string {
  switch (node.kind) {
    case 'run':
      return node.parent === undefined ? 'Run' : `Run at depth ${node.depth}`
    case 'turn':
      return node.isLast ? 'Last turn' : `Turn ${node.iteration}`
    case 'reply':
      return node.call.role === 'summary' ? 'Summary' : 'Reply'
    case 'block':
      return `Block ${node.index + 1}`
    case 'sub-call':
      return node.callKind === 'rlm' ? 'rlm_query' : 'llm_query'
    case 'tool-call':
      return oneLine(node.name, 60)
    default:
      return NOTICES[node.notice]
  }
}

/** What tells a node from others of its name, in one line. */
export function nodeGist(node: TreeNode): string {
  switch (node.kind) {
    case 'run':
      return oneLine(node.query)
    case 'turn':
      return ''
    case 'reply':
      return oneLine(node.call.reply) || oneLine(node.call.model)
    case 'block':
      return oneLine(node.source)
    case 'sub-call':
      return promptGist(node)
    case 'tool-call':
      return oneLine(node.argument)
    default:
      return oneLine(node.text)
  }
}

/** The fewest characters that are worth being left out. */
const LONG_BEGINNING = 24

/**
 * The prompt of a call in one line. Calls of one block often begin alike: what a call has in common with the one beside
 * it is left out, so that the line shows what tells them apart.
 */
export function promptGist(call: SubCallNode): string {
  const siblings = call.parent?.children ?? []
  const other = siblings[0] === call ? siblings[1] : siblings[0]
  const start = other?.kind === 'sub-call' ? commonLength(call.prompt, other.prompt) : 0
  if (start < LONG_BEGINNING) return oneLine(call.prompt)
  const words =
    call.prompt
      .slice(0, start)
      .slice(-80)
      .match(/\S+\s+\S*$/)?.[0].length ?? 0
  return `… ${oneLine(call.prompt.slice(start - words))}`
}

/** Looked for only so far: no line shows more. */
function commonLength(text: string, other: string): number {
  const most = Math.min(text.length, other.length, 4_000)
  let length = 0
  while (length < most && text[length] === other[length]) length += 1
  return length === text.length ? 0 : length
}

/** What a node belongs to, from the outermost run down, itself left out. */
export function ancestors(node: TreeNode): TreeNode[] {
  const found: TreeNode[] = []
  for (let { parent } = node; parent !== undefined; { parent } = parent) found.unshift(parent)
  return found
}

/** Where a node stands, such as `Turn 2 › Block 1`. */
export function nodePlace(node: TreeNode): string {
  return ancestors(node)
    .filter(({ kind }) => kind !== 'run')
    .map(nodeName)
    .join(' › ')
}
