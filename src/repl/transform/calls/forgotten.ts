import type { AnyNode, CallExpression } from 'acorn'
import { RUNTIME_NAME } from '../../names.ts'
import { functionOf, type Binding } from '../../syntax/binding.ts'
import { boundaryOf, callOf, isFunction, memberName, methodCall, outer, unwrap, wrapped } from '../../syntax/tree.ts'
import { isAsync, isDropped, isGlobal, type Block } from '../block.ts'
import type { Edits } from '../edits.ts'
import type { Fates } from './fate.ts'
import { callWithList } from './list-call.ts'
import { isReaction } from './methods.ts'
import type { KindOf } from './rule.ts'

/** Functions that read what they are given, so that a promise would be a mistake. */
const DATA_SINKS = new Set(['print', 'String', 'Number', 'parseInt', 'parseFloat'])
const DATA_NAMESPACES = new Set(['JSON', 'console'])
const OBJECT = new Set(['Object'])
const OBJECT_READERS = new Set(['keys', 'values', 'entries', 'assign'])

/** What a use of a promise tells: it is taken for its value, or it is not, or it tells nothing. */
type Use = 'data' | 'promise' | 'neutral'

/** Awaits promises that are only ever taken for their values: an `await` was forgotten there. */
export function awaitForgotten(block: Block, edits: Edits, fates: Fates, kindOf: KindOf): void {
  const forgotten = new Forgotten(block, fates, kindOf)
  for (const node of block.nodes) {
    if (node.type !== 'CallExpression' || !forgotten.canWaitAt(node)) continue
    if (forgotten.isLoopOverAsync(node)) awaitLoop(block, edits, node)
    else if (forgotten.isForgotten(node)) edits.wrap(node, `(await ${RUNTIME_NAME}.all(`, '))')
  }
}

/** `xs.forEach(async …)` waits for its callbacks. */
function awaitLoop(block: Block, edits: Edits, call: CallExpression): void {
  const isAwaited = outer(block.tree, call)?.type === 'AwaitExpression'
  if (!isAwaited) edits.wrap(call, '(await ', ')')
  callWithList(block, edits, call, 'each')
}

class Forgotten {
  readonly #block: Block
  readonly #fates: Fates
  readonly #kindOf: KindOf

  constructor(block: Block, fates: Fates, kindOf: KindOf) {
    this.#block = block
    this.#fates = fates
    this.#kindOf = kindOf
  }

  /** Whether `await` may be written at a place. */
  canWaitAt(node: AnyNode): boolean {
    const owner = boundaryOf(this.#block.tree, node)
    return !owner || (isFunction(owner) && isAsync(this.#block, owner))
  }

  isLoopOverAsync(call: CallExpression): boolean {
    const method = methodCall(call)
    if (method?.name !== 'forEach' || method.callee.optional || call.arguments.length !== 1) return false
    const callback = unwrap(call.arguments[0] ?? call)
    const isAsyncCallback = isFunction(callback) && isAsync(this.#block, callback) && !callback.generator
    const parent = outer(this.#block.tree, call)
    return isAsyncCallback && (parent?.type === 'ExpressionStatement' || parent?.type === 'AwaitExpression')
  }

  isForgotten(call: CallExpression): boolean {
    const kind = this.#promiseKind(call)
    if (!kind || isDropped(this.#block, call)) return false
    const isList = kind === 'list'
    if ((isList ? this.#fates.ofList(call) : this.#fates.ofValue(call)) === 'awaited') return false
    const target = this.#assignedTo(call)
    return target ? this.#isOnlyData(target, isList) : this.#useOf(call, isList) === 'data'
  }

  /** Whether a call surely gives a promise, or an array of promises. */
  #promiseKind(call: CallExpression): 'promise' | 'list' | undefined {
    if (this.#isAsyncName(unwrap(call.callee)) || this.#fates.isCombinator(call.callee)) return 'promise'
    const method = methodCall(call)
    const callback = call.arguments[0] && unwrap(call.arguments[0])
    const isMapping = method?.name === 'map' || method?.name === 'flatMap'
    return isMapping && callback && this.#givesPromise(callback) ? 'list' : undefined
  }

  #givesPromise(callback: AnyNode): boolean {
    if (!isFunction(callback)) return this.#isAsyncName(callback)
    if (isAsync(this.#block, callback)) return !callback.generator
    return callback.body.type === 'CallExpression' && this.#isAsyncName(unwrap(callback.body.callee))
  }

  #isAsyncName(callee: AnyNode): boolean {
    if (callee.type !== 'Identifier') return false
    const binding = this.#block.scopes.bindingOf(callee)
    if (binding?.kind === 'global') return this.#kindOf(callee.name) === 'async'
    const fn = functionOf(binding)
    return fn !== undefined && isAsync(this.#block, fn) && !fn.generator
  }

  /** The variable of this block that takes the promise. */
  #assignedTo(call: CallExpression): Binding | undefined {
    const parent = outer(this.#block.tree, call)
    const target =
      parent?.type === 'VariableDeclarator'
        ? parent.id
        : parent?.type === 'AssignmentExpression' && parent.operator === '=' && isDropped(this.#block, parent)
          ? unwrap(parent.left)
          : undefined
    const binding = target?.type === 'Identifier' ? this.#block.scopes.bindingOf(target) : undefined
    return binding?.kind === 'global' || binding?.kind.endsWith('using') ? undefined : binding
  }

  #isOnlyData({ references }: Binding, isList: boolean): boolean {
    const uses = new Set(references.filter(({ reads }) => reads).map(({ node }) => this.#useOf(node, isList)))
    return uses.has('data') && !uses.has('promise')
  }

  #useOf(node: AnyNode, isList: boolean): Use {
    const self = wrapped(this.#block.tree, node)
    const parent = this.#block.tree.parentOf(self)
    if (parent?.type === 'MemberExpression' && parent.object === self) {
      return isList ? this.#useOfElements(parent) : isReaction(parent) ? 'promise' : 'data'
    }
    return parent && this.#isDataUse(self, parent, isList) ? 'data' : 'promise'
  }

  #useOfElements(member: AnyNode): Use {
    if (member.type === 'MemberExpression' && member.computed) {
      return this.#fates.ofValue(member) === 'awaited' ? 'promise' : 'data'
    }
    const name = memberName(member)
    if (name === 'length' || name === 'push') return 'neutral'
    const callback = callOf(this.#block.tree, member)?.arguments[0]
    const fn = callback && unwrap(callback)
    if (!isFunction(fn)) return 'data'
    const [element] = fn.params
    const binding = element?.type === 'Identifier' ? this.#block.scopes.bindingOf(element) : undefined
    return isAsync(this.#block, fn) || this.#fates.isAwaitedVariable(binding) ? 'promise' : 'data'
  }

  #isDataUse(node: AnyNode, parent: AnyNode, isList: boolean): boolean {
    switch (parent.type) {
      case 'TemplateLiteral':
      case 'BinaryExpression':
        return true
      case 'UnaryExpression':
        return parent.operator !== 'typeof' && parent.operator !== 'void'
      case 'IfStatement':
      case 'WhileStatement':
      case 'ConditionalExpression':
        return node === parent.test
      case 'LogicalExpression':
        return node === parent.left
      case 'ForOfStatement':
        return node === parent.right && !(isList && this.#fates.ofList(node) === 'awaited')
      case 'SpreadElement':
        return !isList && this.#block.tree.parentOf(parent)?.type !== 'ObjectExpression'
      case 'ExpressionStatement':
        return parent === this.#block.echoed
      case 'VariableDeclarator':
        return parent.id.type === 'ObjectPattern' || (!isList && parent.id.type === 'ArrayPattern')
      case 'CallExpression':
        return this.#isDataSink(node, parent)
      default:
        return false
    }
  }

  #isDataSink(node: AnyNode, call: CallExpression): boolean {
    if (!call.arguments.some((argument) => argument === node)) return false
    const callee = unwrap(call.callee)
    const method = methodCall(call)
    if (!method) return isGlobal(this.#block, callee, DATA_SINKS)
    if (isGlobal(this.#block, method.receiver, OBJECT)) return OBJECT_READERS.has(method.name)
    return isGlobal(this.#block, method.receiver, DATA_NAMESPACES)
  }
}
