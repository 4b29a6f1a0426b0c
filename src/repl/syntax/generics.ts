import type { AnyNode } from 'acorn'
import { memberName, someNode } from './tree.ts'

const TYPE_NAME = /^(string|number|boolean|any|unknown|void|object|never|bigint|symbol|[A-Z]\w*)$/

/**
 * Whether the code holds something like `f<T>(x)`: legal JavaScript (two comparisons) that always means TypeScript where
 * `T` looks like a type.
 */
export function looksGeneric(program: AnyNode): boolean {
  return someNode(program, (node) => isGenericCall(node) || listsOf(node).some(isSplitGenericCall))
}

/** `f<T>(x)` reads as `(f < T) > (x)`. */
function isGenericCall(node: AnyNode): boolean {
  if (node.type !== 'BinaryExpression' || node.operator !== '>' || !opensArguments(node.right)) return false
  return node.left.type === 'BinaryExpression' && node.left.operator === '<' && isTypeName(node.left.right)
}

/** `f<K, V>(x)` in a list reads as its neighbours `f < K` and `V > (x)`. */
function isSplitGenericCall(list: readonly (AnyNode | null)[]): boolean {
  return list.some((left, index) => {
    const right = list[index + 1]
    return (
      left?.type === 'BinaryExpression' &&
      left.operator === '<' &&
      isTypeName(left.right) &&
      right?.type === 'BinaryExpression' &&
      right.operator === '>' &&
      isTypeName(right.left) &&
      opensArguments(right.right)
    )
  })
}

function listsOf(node: AnyNode): (readonly (AnyNode | null)[])[] {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return [node.arguments]
  if (node.type === 'SequenceExpression') return [node.expressions]
  return node.type === 'ArrayExpression' ? [node.elements] : []
}

function opensArguments(node: AnyNode): boolean {
  return node.type === 'ParenthesizedExpression' || node.type === 'TemplateLiteral'
}

function isTypeName(node: AnyNode): boolean {
  if (node.type === 'Identifier') return TYPE_NAME.test(node.name)
  return node.type === 'MemberExpression' && memberName(node) !== undefined && isTypeName(node.object)
}
