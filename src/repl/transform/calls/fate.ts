import type { AnyNode, AssignmentExpression, CallExpression, ReturnStatement, VariableDeclarator } from 'acorn'
import type { Binding } from '../../syntax/binding.ts'
import {
  boundaryOf,
  callOf,
  guardOf,
  isFunction,
  isWithin,
  memberName,
  methodCall,
  outer,
  unwrap,
  wrapped,
  type FunctionNode,
} from '../../syntax/tree.ts'
import { isAsync, isDropped, isGlobal, type Block } from '../block.ts'
import { ADDITIONS, callbackOf, COMBINATORS, COPIES, isReaction, PICKS, REACTIONS, READERS } from './methods.ts'
import { Verdicts } from './verdicts.ts'

/**
 * Where a value may end up: it only ever reaches something that awaits it, or it is read as it is, or its function
 * returns it and the callers decide.
 */
export type Fate = 'awaited' | 'used' | Returned

/** The value leaves a function that is not async. */
export interface Returned {
  by: FunctionNode
  /** The `list.map(callback)` whose elements the values become. */
  list?: CallExpression | undefined
}

const PROMISE = new Set(['Promise'])

/** Follows values through a block. The default is `'used'`: a call that is not understood stays synchronous. */
export class Fates {
  readonly #block: Block
  readonly #variables = new Verdicts()
  readonly #lists = new Verdicts()

  constructor(block: Block) {
    this.#block = block
  }

  /** Where the value of `node` may end up. */
  ofValue(node: AnyNode): Fate {
    const parent = this.#block.tree.parentOf(node)
    switch (parent?.type) {
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.ofValue(parent)
      case 'ConditionalExpression':
        return node === parent.test ? 'used' : this.ofValue(parent)
      case 'LogicalExpression':
        return node === parent.right ? this.ofValue(parent) : 'used'
      case 'SequenceExpression':
        return node === parent.expressions.at(-1) ? this.ofValue(parent) : 'used'
      case 'ArrayExpression':
        return this.ofList(parent)
      case 'ArrowFunctionExpression':
        return node === parent.body ? this.#ofResult(parent) : 'used'
      case 'ReturnStatement':
        return this.#ofReturn(parent)
      default:
        return parent && this.#reachesAwait(node, parent) ? 'awaited' : 'used'
    }
  }

  /** Where the elements of the array `node` may end up. */
  ofList(node: AnyNode): 'awaited' | 'used' {
    const parent = this.#block.tree.parentOf(node)
    switch (parent?.type) {
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        return this.ofList(parent)
      case 'ConditionalExpression':
        return node === parent.test ? 'used' : this.ofList(parent)
      case 'LogicalExpression':
        return node === parent.right ? this.ofList(parent) : 'used'
      default:
        return parent && this.#listReachesAwait(node, parent) ? 'awaited' : 'used'
    }
  }

  /** Whether every read of a variable awaits it, and there is at least one. */
  isAwaitedVariable(binding: Binding | undefined): boolean {
    return this.#variables.of(binding, ({ references }) =>
      everyRead(references, ({ node }) => this.ofValue(node) === 'awaited'),
    )
  }

  /** Whether every read of an array awaits its elements, and there is at least one. */
  isAwaitedList(binding: Binding | undefined): boolean {
    return this.#lists.of(binding, ({ references }) =>
      everyRead(references, ({ node }) => this.#readsElementsAwaited(node)),
    )
  }

  /** Whether `callee` is `Promise.all` or one of its kin. */
  isCombinator(callee: AnyNode): boolean {
    const member = unwrap(callee)
    if (member.type !== 'MemberExpression' || !isGlobal(this.#block, unwrap(member.object), PROMISE)) return false
    return COMBINATORS.has(memberName(member) ?? '')
  }

  #reachesAwait(node: AnyNode, parent: AnyNode): boolean {
    switch (parent.type) {
      case 'AwaitExpression':
        return !this.#block.droppedAwaits.has(parent)
      case 'YieldExpression': {
        const owner = boundaryOf(this.#block.tree, parent)
        return isFunction(owner) && isAsync(this.#block, owner) && !parent.delegate
      }
      case 'VariableDeclarator':
        return node === parent.init && this.#isAwaitedTarget(node, parent.id, 'value')
      case 'AssignmentExpression':
        return this.#isAwaitedAssignment(node, parent)
      case 'MemberExpression':
        return node === parent.object && isReaction(parent) && callOf(this.#block.tree, parent) !== undefined
      case 'CallExpression':
        return this.#isAwaitedArgument(node, parent)
      default:
        return false
    }
  }

  /** `ps.push(call)`, `Promise.resolve(call)`, and `resolve(call)` inside `new Promise(resolve => …)`. */
  #isAwaitedArgument(node: AnyNode, call: CallExpression): boolean {
    if (!call.arguments.some((argument) => argument === node)) return false
    const method = methodCall(call)
    if (method?.name === 'resolve' && isGlobal(this.#block, method.receiver, PROMISE)) return true
    if (method && ADDITIONS.has(method.name)) return this.#isAwaitedTarget(node, method.receiver, 'list')
    return this.#isResolver(unwrap(call.callee))
  }

  #isResolver(callee: AnyNode): boolean {
    const owner = this.#block.scopes.bindingOf(callee)?.parameterOf
    const construction = owner && outer(this.#block.tree, owner)
    if (construction?.type !== 'NewExpression' || !isGlobal(this.#block, unwrap(construction.callee), PROMISE))
      return false
    const [resolve] = owner?.params ?? []
    return resolve?.type === 'Identifier' && callee.type === 'Identifier' && resolve.name === callee.name
  }

  #isAwaitedAssignment(node: AnyNode, assignment: AssignmentExpression): boolean {
    if (node !== assignment.right || assignment.operator !== '=' || !isDropped(this.#block, assignment)) return false
    const target = unwrap(assignment.left)
    if (target.type === 'MemberExpression' && target.computed) {
      return this.#isAwaitedTarget(node, unwrap(target.object), 'list')
    }
    return this.#isAwaitedTarget(node, target, 'value')
  }

  /** Whether the name that takes the value, or the list that takes it in, is awaited wherever it is read. */
  #isAwaitedTarget(node: AnyNode, target: AnyNode, as: 'value' | 'list'): boolean {
    const binding = target.type === 'Identifier' ? this.#block.scopes.bindingOf(target) : undefined
    if (!binding || binding.kind === 'using' || binding.kind === 'await using') return false
    const isAwaited = as === 'value' ? this.isAwaitedVariable(binding) : this.isAwaitedList(binding)
    return isAwaited && this.#isReadUnderGuardOf(node, binding)
  }

  /** A failure inside `try` must surface inside that very `try`. */
  #isReadUnderGuardOf(node: AnyNode, { references }: Binding): boolean {
    const guard = guardOf(this.#block.tree, node)
    return !guard || references.every(({ reads, node }) => !reads || isWithin(this.#block.tree, node, guard))
  }

  #ofReturn(statement: ReturnStatement): Fate {
    if (guardOf(this.#block.tree, statement)) return 'used'
    const owner = boundaryOf(this.#block.tree, statement)
    if (!owner) return 'awaited'
    return isFunction(owner) ? this.#ofResult(owner) : 'used'
  }

  /** Where the result of a function goes. */
  #ofResult(fn: FunctionNode): Fate {
    if (isAsync(this.#block, fn)) return 'awaited'
    if (fn.generator) return 'used'
    const self = wrapped(this.#block.tree, fn)
    const parent = this.#block.tree.parentOf(self)
    if (parent?.type === 'CallExpression') return this.#ofCallback(fn, self, parent)
    const isAccessor = parent?.type === 'Property' && (parent.method || parent.kind !== 'init')
    const isUnreachable = isAccessor || parent?.type === 'NewExpression' || parent?.type === 'MethodDefinition'
    return isUnreachable ? 'used' : { by: fn }
  }

  #ofCallback(fn: FunctionNode, self: AnyNode, call: CallExpression): Fate {
    if (call.callee === self) return this.ofValue(call)
    const list = this.listMadeBy(fn)
    if (list) return this.ofList(list) === 'awaited' ? 'awaited' : { by: fn, list }
    const name = methodCall(call)?.name ?? ''
    if (REACTIONS.has(name)) return 'awaited'
    return READERS.has(name) ? 'used' : { by: fn }
  }

  /** The `xs.map(fn)`, `xs.flatMap(fn)` or `Array.from(xs, fn)` whose elements are what `fn` returns. */
  listMadeBy(fn: FunctionNode): CallExpression | undefined {
    const self = wrapped(this.#block.tree, fn)
    const call = this.#block.tree.parentOf(self)
    return call?.type === 'CallExpression' && callbackOf(call) === self ? call : undefined
  }

  #listReachesAwait(node: AnyNode, parent: AnyNode): boolean {
    switch (parent.type) {
      case 'AwaitExpression':
        return !this.#block.droppedAwaits.has(parent)
      case 'CallExpression':
        return parent.arguments[0] === node && this.isCombinator(parent.callee)
      case 'SpreadElement':
        return this.#isAwaitedSpread(parent)
      case 'ForOfStatement':
        return node === parent.right && (parent.await || this.isAwaitedVariable(this.#loopVariable(parent.left)))
      case 'MemberExpression': {
        const call = COPIES.has(memberName(parent) ?? '') ? callOf(this.#block.tree, parent) : undefined
        return node === parent.object && call !== undefined && this.ofList(call) === 'awaited'
      }
      case 'VariableDeclarator':
        return node === parent.init && this.#isAwaitedDeclarator(node, parent)
      case 'AssignmentExpression': {
        if (node !== parent.right || parent.operator !== '=' || !isDropped(this.#block, parent)) return false
        return this.#isAwaitedTarget(node, unwrap(parent.left), 'list')
      }
      default:
        return false
    }
  }

  #isAwaitedSpread(spread: AnyNode): boolean {
    const target = this.#block.tree.parentOf(spread)
    if (target?.type === 'ArrayExpression') return this.ofList(target) === 'awaited'
    const method = target && methodCall(target)
    return method !== undefined && ADDITIONS.has(method.name) && this.#isAwaitedTarget(spread, method.receiver, 'list')
  }

  #loopVariable(left: AnyNode): Binding | undefined {
    if (left.type !== 'VariableDeclaration' || left.kind === 'var') return undefined
    const target = left.declarations[0]?.id
    return target?.type === 'Identifier' ? this.#block.scopes.bindingOf(target) : undefined
  }

  #isAwaitedDeclarator(node: AnyNode, { id }: VariableDeclarator): boolean {
    if (id.type !== 'ArrayPattern') return this.#isAwaitedTarget(node, id, 'list')
    if (node.type !== 'ArrayExpression') return false
    return id.elements.every((element) => element === null || this.#isAwaitedTarget(node, element, 'value'))
  }

  /** Whether one read of an array leaves its elements to an awaiter; `undefined` where it does not look at them. */
  #readsElementsAwaited(node: AnyNode): boolean | undefined {
    const self = wrapped(this.#block.tree, node)
    const parent = this.#block.tree.parentOf(self)
    if (parent?.type !== 'MemberExpression' || parent.object !== self) return this.ofList(self) === 'awaited'
    const call = callOf(this.#block.tree, parent)
    if (parent.computed) return this.#isElementWrite(parent) ? undefined : this.ofValue(parent) === 'awaited'
    const name = memberName(parent) ?? ''
    if (!call) return name === 'length' ? undefined : false
    if (ADDITIONS.has(name)) return undefined
    if (COPIES.has(name)) return isDropped(this.#block, call) ? undefined : this.ofList(call) === 'awaited'
    if (PICKS.has(name)) return this.ofValue(call) === 'awaited'
    return (name === 'map' || name === 'forEach') && this.#isAwaitedByCallback(call)
  }

  #isElementWrite(member: AnyNode): boolean {
    const parent = this.#block.tree.parentOf(member)
    return parent?.type === 'AssignmentExpression' && parent.left === member && parent.operator === '='
  }

  #isAwaitedByCallback(call: CallExpression): boolean {
    const callback = call.arguments[0] && unwrap(call.arguments[0])
    if (!isFunction(callback) || callback.params.length > 2) return false
    const [element] = callback.params
    return element?.type === 'Identifier' && this.isAwaitedVariable(this.#block.scopes.bindingOf(element))
  }
}

function everyRead(
  references: Binding['references'],
  isAwaited: (reference: Binding['references'][number]) => boolean | undefined,
): boolean {
  if (references.some(({ reads, writes }) => reads && writes)) return false
  const verdicts = new Set(references.filter(({ reads }) => reads).map(isAwaited))
  return verdicts.has(true) && !verdicts.has(false)
}
