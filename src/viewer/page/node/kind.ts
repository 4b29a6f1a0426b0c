import type { TreeNode } from '../../model/nodes.ts'

/** What a node is drawn as: each has a name, an icon, a colour and a shape of its bar. */
export type Kind = 'run' | 'turn' | 'reply' | 'summary' | 'block' | 'sub-call' | 'nested' | 'tool' | 'notice'

/** Every kind, in the order of the legend. */
export const KINDS: readonly Kind[] = [
  'run',
  'turn',
  'reply',
  'summary',
  'block',
  'sub-call',
  'nested',
  'tool',
  'notice',
]

const NAMES: Record<Kind, string> = {
  run: 'Run',
  turn: 'Turn',
  reply: 'Reply',
  summary: 'Summary',
  block: 'Block',
  'sub-call': 'Sub-call',
  nested: 'Nested run',
  tool: 'Tool call',
  notice: 'Notice',
}

/** The name of a kind, as readers see it. */
export function kindName(kind: Kind): string {
  return NAMES[kind]
}

/** What a node is drawn as. */
export function kindOf(node: TreeNode): Kind {
  switch (node.kind) {
    case 'run':
      return node.parent === undefined ? 'run' : 'nested'
    case 'reply':
      return node.call.role === 'summary' ? 'summary' : 'reply'
    case 'tool-call':
      return 'tool'
    default:
      return node.kind
  }
}
