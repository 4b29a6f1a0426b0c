import type { AnyNode, AssignmentExpression, UpdateExpression } from 'acorn'
import { RUNTIME_NAME } from '../names.ts'
import { blank } from '../syntax/position.ts'
import { boundaryOf, methodCall, outer, unwrap } from '../syntax/tree.ts'
import { isGlobal, type Block } from './block.ts'
import type { Edits } from './edits.ts'

/** Makes the block give the value of its last expression. */
export function returnEcho({ echoed }: Block, edits: Edits): void {
  if (!echoed) return
  const value = echoed.type === 'ExpressionStatement' ? echoed.expression : echoed
  edits.wrap(value, 'return (', ')')
}

/** A `#!` line is a comment only at the very start of a script, which the block no longer is. */
export function dropHashbang({ code }: Block, edits: Edits): void {
  if (!code.startsWith('#!')) return
  const end = code.search(/[\r\n]|$/)
  edits.replace({ start: 0, end }, blank(code.slice(0, end)))
}

/** Assigning to a constant of this very block is an error, as it would be in a script. */
export function guardConstants({ tree, scopes }: Block, edits: Edits): void {
  for (const { name, kind, references } of scopes.topLevel.values()) {
    if (kind !== 'const') continue
    for (const { node, writes } of references) {
      const target = writes ? outer(tree, node) : undefined
      if (target?.type === 'AssignmentExpression' || target?.type === 'UpdateExpression') guard(edits, name, target)
    }
  }
}

function guard(edits: Edits, name: string, node: AssignmentExpression | UpdateExpression): void {
  const call = `${RUNTIME_NAME}.constant(${JSON.stringify(name)}`
  if (node.type === 'UpdateExpression') return edits.replace(node, `${call})`)
  // The right side is still evaluated first, as in JavaScript.
  edits.replace({ start: node.left.start, end: node.right.start }, `${call},`)
  edits.after(node.right, ')')
}

const FINAL = new Set(['FINAL', 'SUBMIT'])
const FINAL_VAR = new Set(['FINAL_VAR'])

/** A final as a statement of the block itself ends the block there; `FINAL_VAR(x)` gives the value of `x`. */
export function rewriteFinals(block: Block, edits: Edits): void {
  for (const node of block.nodes) {
    if (node.type !== 'CallExpression') continue
    const callee = unwrap(node.callee)
    const isByName = isGlobal(block, callee, FINAL_VAR)
    if (!isByName && !isGlobal(block, callee, FINAL)) continue
    if (isByName && isVariable(node.arguments[0])) edits.replace(callee, 'FINAL')
    const statement = outer(block.tree, node)
    if (statement?.type !== 'ExpressionStatement' || boundaryOf(block.tree, node)) continue
    edits.wrap(statement.expression, statement === block.echoed ? 'void ' : 'return void ', '')
  }
}

/** Anything but a name in quotes. */
function isVariable(argument: AnyNode | undefined): boolean {
  const value = argument && unwrap(argument)
  return value !== undefined && value.type !== 'Literal' && value.type !== 'TemplateLiteral'
}

const SILENT_METHODS = new Set(['push', 'set', 'add', 'sort', 'unshift', 'delete'])
const SILENT_FUNCTIONS = new Set(['print', 'FINAL', 'FINAL_VAR', 'SUBMIT', 'SHOW_VARS'])

/** A promise that a statement of the block drops is watched: if it rejects, that is the block's error. */
export function watchDropped(block: Block, edits: Edits): void {
  for (const node of block.nodes) {
    if (node.type !== 'ExpressionStatement' || node === block.echoed || boundaryOf(block.tree, node)) continue
    const call = unwrap(node.expression)
    if (call.type === 'CallExpression' && mayGivePromise(block, call)) {
      edits.wrap(node.expression, `${RUNTIME_NAME}.watch(`, ')')
    }
  }
}

function mayGivePromise(block: Block, call: AnyNode): boolean {
  const method = methodCall(call)
  if (method) return !SILENT_METHODS.has(method.name) && !isGlobal(block, method.receiver, new Set(['console']))
  return call.type === 'CallExpression' && !isGlobal(block, unwrap(call.callee), SILENT_FUNCTIONS)
}
