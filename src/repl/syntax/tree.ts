import type {
  AnonymousFunctionDeclaration,
  AnyNode,
  ArrowFunctionExpression,
  CallExpression,
  FunctionDeclaration,
  FunctionExpression,
  MemberExpression,
  PropertyDefinition,
  StaticBlock,
} from 'acorn'

/** Any of the three kinds of function. */
export type FunctionNode =
  | AnonymousFunctionDeclaration
  | ArrowFunctionExpression
  | FunctionDeclaration
  | FunctionExpression

/** A syntax tree whose nodes know where they stand. */
export interface Tree {
  /** All nodes in source order, parents first. */
  nodes: readonly AnyNode[]
  parentOf(node: AnyNode): AnyNode | undefined
  /** Levels between the node and the root, which is at 0. */
  depthOf(node: AnyNode): number
}

/** The nodes directly below `node`, in source order. */
export function children(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = []
  for (const key in node) {
    const value = node[key as keyof AnyNode] as unknown
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) for (const element of value) addNode(found, element)
    else addNode(found, value)
  }
  return found
}

/** A specifier such as `{ a }` of an import holds one node twice; it counts once. */
function addNode(found: AnyNode[], value: unknown): void {
  if (isNode(value) && found.at(-1) !== value) found.push(value)
}

/** Whether `test` holds for `root` or a node below it. */
export function someNode(root: AnyNode, test: (node: AnyNode) => boolean): boolean {
  return test(root) || children(root).some((child) => someNode(child, test))
}

/** Links every node below `root` to its parent. */
export function growTree(root: AnyNode): Tree {
  const nodes: AnyNode[] = []
  const parents = new Map<AnyNode, AnyNode>()
  const link = (node: AnyNode): void => {
    nodes.push(node)
    for (const child of children(node)) {
      parents.set(child, node)
      link(child)
    }
  }
  link(root)
  return { nodes, parentOf: (node) => parents.get(node), depthOf: (node) => depthBelow(parents, node) }
}

function depthBelow(parents: ReadonlyMap<AnyNode, AnyNode>, node: AnyNode): number {
  let depth = 0
  for (let parent = parents.get(node); parent; parent = parents.get(parent)) depth += 1
  return depth
}

/** The expression inside any parentheses. */
export function unwrap(node: AnyNode): AnyNode {
  return node.type === 'ParenthesizedExpression' ? unwrap(node.expression) : node
}

/** The outermost parentheses around `node`, or `node` itself. */
export function wrapped(tree: Tree, node: AnyNode): AnyNode {
  const parent = tree.parentOf(node)
  return parent?.type === 'ParenthesizedExpression' ? wrapped(tree, parent) : node
}

/** The parent of `node`, parentheses skipped. */
export function outer(tree: Tree, node: AnyNode): AnyNode | undefined {
  return tree.parentOf(wrapped(tree, node))
}

/** Narrows to a function of any kind. */
export function isFunction(node: AnyNode | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  )
}

/** Whether code below `node` runs at a time of its own: functions, field initialisers, static blocks. */
function isBoundary(node: AnyNode): node is FunctionNode | PropertyDefinition | StaticBlock {
  return isFunction(node) || node.type === 'PropertyDefinition' || node.type === 'StaticBlock'
}

/** The function, field or static block that `node` runs in; `undefined` at the top level of the block. */
export function boundaryOf(tree: Tree, node: AnyNode): FunctionNode | PropertyDefinition | StaticBlock | undefined {
  const parent = tree.parentOf(node)
  if (!parent) return undefined
  return isBoundary(parent) ? parent : boundaryOf(tree, parent)
}

/** The guarded part of the nearest `try … catch` around `node` in the same function. */
export function guardOf(tree: Tree, node: AnyNode): AnyNode | undefined {
  const parent = tree.parentOf(node)
  if (!parent || isBoundary(parent)) return undefined
  if (parent.type === 'TryStatement' && parent.block === node && parent.handler) return node
  return guardOf(tree, parent)
}

/** Whether `node` is `ancestor` or stands below it. */
export function isWithin(tree: Tree, node: AnyNode | undefined, ancestor: AnyNode): boolean {
  return node === ancestor || (node !== undefined && isWithin(tree, tree.parentOf(node), ancestor))
}

/** The plain property name of `a.name`; `undefined` for `a[name]` and anything else. */
export function memberName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return undefined
  return node.property.name
}

/** A call of a method, taken apart: `list.map(callback)` has the receiver `list` and the name `map`. */
export interface MethodCall {
  receiver: AnyNode
  name: string
  callee: MemberExpression
}

/** Takes a method call apart; `undefined` where `node` is not one. */
export function methodCall(node: AnyNode): MethodCall | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined
  if (callee?.type !== 'MemberExpression') return undefined
  const name = memberName(callee)
  return name === undefined ? undefined : { receiver: unwrap(callee.object), name, callee }
}

/** The call whose callee is `member`, where there is one. */
export function callOf(tree: Tree, member: AnyNode): CallExpression | undefined {
  const parent = tree.parentOf(member)
  return parent?.type === 'CallExpression' && parent.callee === member ? parent : undefined
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
