import type { AnyNode, AwaitExpression, Program } from 'acorn'
import type { ReplNames } from '../names.ts'
import type { ParsedBlock } from '../syntax/parse.ts'
import { resolveScopes, type Scopes } from '../syntax/scope.ts'
import { growTree, outer, type FunctionNode, type Tree } from '../syntax/tree.ts'

/** A block under analysis. */
export interface Block {
  code: string
  program: Program
  tree: Tree
  scopes: Scopes
  /** The names that the REPL gives a meaning. */
  names: ReplNames
  nodes: readonly AnyNode[]
  /** The statement whose value is echoed. */
  echoed: AnyNode | undefined
  /** Functions that become async although the source does not say so. */
  madeAsync: Set<FunctionNode>
  /** `await`s that are taken out, because their function cannot wait. */
  droppedAwaits: Set<AwaitExpression>
}

/** Prepares a parsed block for the rules. */
export function analyse({ program, code, trailingObject }: ParsedBlock, names: ReplNames): Block {
  const tree = growTree(program)
  return {
    code,
    program,
    tree,
    scopes: resolveScopes(program),
    names,
    nodes: tree.nodes,
    echoed: trailingObject ?? lastExpression(program),
    madeAsync: new Set(),
    droppedAwaits: new Set(),
  }
}

function lastExpression(program: Program): AnyNode | undefined {
  const last = program.body.findLast((statement) => statement.type !== 'EmptyStatement')
  return last?.type === 'ExpressionStatement' ? last : undefined
}

/** Whether a function gives a promise. */
export function isAsync(block: Block, fn: FunctionNode): boolean {
  return fn.async || block.madeAsync.has(fn)
}

/** Whether the value of `node` is dropped: it is a whole statement, and not the echoed one. */
export function isDropped(block: Block, node: AnyNode): boolean {
  const parent = outer(block.tree, node)
  return parent?.type === 'ExpressionStatement' && parent !== block.echoed
}

/** Whether `node` names a function of the REPL that follows the call rule. */
export function isCallName(block: Block, node: AnyNode): boolean {
  return isGlobal(block, node, block.names.calls)
}

/** Whether `node` is one of `names`, not shadowed by anything the block declares. */
export function isGlobal(block: Block, node: AnyNode, names: ReadonlySet<string>): boolean {
  return node.type === 'Identifier' && names.has(node.name) && block.scopes.bindingOf(node)?.kind === 'global'
}
