import type { AnyNode } from 'acorn'
import { memberName, someNode } from './tree.ts'

const TYPE = 'string|number|boolean|any|unknown|void|object|never|bigint|symbol|[A-Z]\\w*'
const TYPE_NAME = new RegExp(`^(?:${TYPE})$`)

/** A type in front of `>` and arguments: without one there is no tree to search. */
const CLOSING_TYPES = new RegExp(`\\b(?:${TYPE})\\s*>+\\s*[(\`]`)

/**
 * Whether the code holds something like `f<T>(x)`: legal JavaScript (two comparisons) that always means TypeScript where
 * `T` looks like a type.
 */
export function looksGeneric(program: AnyNode, source: string): boolean {
  if (!CLOSING_TYPES.test(source)) return false
  return someNode(program, (node) => closesTypes(node, opensTypes) || listsOf(node).some(isSplitGenericCall))
}

/** `f<K, V>(x)` in a list reads as its neighbours `f < K` and `V > (x)`. */
function isSplitGenericCall(list: readonly (AnyNode | null)[]): boolean {
  return list.some((left, index) => {
    const right = list[index + 1]
    return left && right && opensTypes(left) && closesTypes(right, isTypeName)
  })
}

/** `f < T`. */
function opensTypes(node: AnyNode): boolean {
  return node.type === 'BinaryExpression' && node.operator === '<' && isTypeName(node.right)
}

/** `… > (x)`, or `… < (V >> (x))` where types are nested, behind what is before the bracket. */
function closesTypes(node: AnyNode, isBefore: (node: AnyNode) => boolean): boolean {
  if (node.type !== 'BinaryExpression' || !isBefore(node.left)) return false
  return node.operator === '>' ? opensArguments(node.right) : node.operator === '<' && closesNestedTypes(node.right)
}

function closesNestedTypes(node: AnyNode): boolean {
  return (
    node.type === 'BinaryExpression' && node.operator === '>>' && isTypeName(node.left) && opensArguments(node.right)
  )
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
