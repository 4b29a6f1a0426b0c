import type { TreeNode } from '../../model/nodes.ts'

/** A text and what it is. */
export interface NamedText {
  name: string
  text: string
}

/** The text that a node is about, which is copied with it; `undefined` where it has none. */
export function mainText(node: TreeNode): NamedText | undefined {
  switch (node.kind) {
    case 'run':
      return { name: node.answer === undefined ? 'the question' : 'the answer', text: node.answer ?? node.query }
    case 'turn':
      return node.children.map(mainText).find((text) => text !== undefined)
    case 'reply':
      return { name: 'the reply', text: node.call.reply }
    case 'block':
      return { name: 'the block', text: node.source }
    case 'sub-call':
      return { name: node.answer === '' ? 'the prompt' : 'the answer', text: node.answer || node.prompt }
    case 'tool-call':
      return { name: 'the result', text: node.result || node.argument }
    default:
      return { name: 'the notice', text: node.text }
  }
}
