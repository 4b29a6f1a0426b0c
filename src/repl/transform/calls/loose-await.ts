import type { AwaitExpression } from 'acorn'
import { blank } from '../../syntax/position.ts'
import type { Fault } from '../../syntax/typescript.ts'
import { boundaryOf, isFunction, methodCall, unwrap, wrapped, type FunctionNode } from '../../syntax/tree.ts'
import { isAsync, isCallName, type Block } from '../block.ts'
import type { Edits } from '../edits.ts'
import type { Fates } from './fate.ts'

/**
 * Gives every `await` inside a function that is not async a meaning: the callback becomes async where its promises are
 * awaited, and a model call needs no `await` at all. Anything else is a fault.
 */
export function settleLooseAwaits(block: Block, edits: Edits, fates: Fates): Fault | undefined {
  for (const node of block.nodes) {
    if (node.type !== 'AwaitExpression') continue
    const owner = boundaryOf(block.tree, node)
    if (!owner || (isFunction(owner) && isAsync(block, owner))) continue
    if (isFunction(owner) && canBecomeAsync(block, fates, owner)) block.madeAsync.add(owner)
    else if (!dropAwait(block, edits, node)) return { message: MESSAGE, offset: node.start }
  }
  return undefined
}

const MESSAGE = '`await` is only valid in async functions'

function canBecomeAsync(block: Block, fates: Fates, fn: FunctionNode): boolean {
  const list = fates.listMadeBy(fn)
  if (list) return fates.ofList(list) === 'awaited'
  const self = wrapped(block.tree, fn)
  const call = block.tree.parentOf(self)
  return call?.type === 'CallExpression' && methodCall(call)?.name === 'forEach' && call.arguments[0] === self
}

function dropAwait(block: Block, edits: Edits, node: AwaitExpression): boolean {
  const { start } = node
  const end = node.argument.start
  const call = unwrap(node.argument)
  if (call.type !== 'CallExpression' || !isCallName(block, unwrap(call.callee))) return false
  edits.replace({ start, end }, blank(block.code.slice(start, end)))
  block.droppedAwaits.add(node)
  return true
}
