import type { AnyNode, CallExpression, NewExpression } from 'acorn'
import { functionOf, type Binding } from '../../syntax/binding.ts'
import { children, isFunction, isWithin, memberName, unwrap, type FunctionNode } from '../../syntax/tree.ts'
import { isCallName, isGlobal, type Block } from '../block.ts'

/** Methods that change neither their receiver nor anything else. */
const READING_METHODS = new Set(
  (
    'at catch charAt charCodeAt concat endsWith entries every filter find findIndex findLast flat flatMap forEach from ' +
    'get getTime has includes indexOf isArray join keys lastIndexOf localeCompare map match matchAll normalize of ' +
    'padEnd padStart parse reduce repeat replace replaceAll search slice some split startsWith stringify substr ' +
    'substring test then toFixed toISOString toLowerCase toString toUpperCase trim trimEnd trimStart values'
  ).split(' '),
)

/** Globals that are safe to call, and whose methods are. */
const PURE_GLOBALS = new Set(
  (
    'Array BigInt Boolean Date Error Intl JSON Map Math Number Object Promise RangeError RegExp Set String Symbol ' +
    'TypeError decodeURIComponent encodeURIComponent isNaN parseFloat parseInt'
  ).split(' '),
)

/**
 * Whether running `fn` for one element cannot change what it does for another: then its calls may run at the same time.
 * Says no whenever it is not sure.
 */
export function isPure(block: Block, fn: FunctionNode): boolean {
  return new Purity(block, fn, new Set()).holds()
}

class Purity {
  readonly #block: Block
  readonly #root: FunctionNode
  /** Functions that are pure, or being looked at. */
  readonly #trusted: Set<FunctionNode>

  constructor(block: Block, root: FunctionNode, trusted: Set<FunctionNode>) {
    this.#block = block
    this.#root = root
    this.#trusted = trusted.add(root)
  }

  holds(): boolean {
    return this.#isPureBelow(this.#root.body) && this.#root.params.every((parameter) => this.#isPureBelow(parameter))
  }

  #isPureBelow(node: AnyNode): boolean {
    return this.#isPureNode(node) && children(node).every((child) => this.#isPureBelow(child))
  }

  #isPureNode(node: AnyNode): boolean {
    switch (node.type) {
      case 'AssignmentExpression':
        return this.#isOwnTarget(unwrap(node.left))
      case 'UpdateExpression':
        return this.#isOwnTarget(unwrap(node.argument))
      case 'UnaryExpression':
        return node.operator !== 'delete'
      case 'CallExpression':
      case 'NewExpression':
        return this.#isPureCall(node)
      case 'YieldExpression':
      case 'TaggedTemplateExpression':
        return false
      default:
        return true
    }
  }

  /** A variable of the function itself, or a part of an object that it made. */
  #isOwnTarget(target: AnyNode): boolean {
    if (target.type === 'Identifier') return this.#isOwn(this.#block.scopes.bindingOf(target))
    return target.type === 'MemberExpression' && this.#isOwnObject(baseOf(target))
  }

  #isOwnObject(base: AnyNode): boolean {
    const binding = base.type === 'Identifier' ? this.#block.scopes.bindingOf(base) : undefined
    return binding?.kind !== 'parameter' && this.#isOwn(binding)
  }

  #isOwn(binding: Binding | undefined): boolean {
    if (!binding || binding.isTopLevel) return false
    const home = binding.parameterOf ?? binding.declarators[0]
    return home !== undefined && isWithin(this.#block.tree, home, this.#root)
  }

  #isPureCall(call: CallExpression | NewExpression): boolean {
    const callee = unwrap(call.callee)
    // The body of a function called on the spot is looked at anyway.
    if (isFunction(callee)) return true
    if (callee.type === 'Identifier') return this.#isPureFunction(callee)
    return callee.type === 'MemberExpression' && this.#isPureMethod(callee)
  }

  #isPureFunction(callee: AnyNode): boolean {
    if (isCallName(this.#block, callee) || isGlobal(this.#block, callee, PURE_GLOBALS)) return true
    const fn = functionOf(this.#block.scopes.bindingOf(callee))
    return fn !== undefined && (this.#trusted.has(fn) || new Purity(this.#block, fn, this.#trusted).holds())
  }

  #isPureMethod(callee: AnyNode): boolean {
    const base = baseOf(callee)
    if (isGlobal(this.#block, base, PURE_GLOBALS) || this.#isOwnObject(base)) return true
    if (base.type === 'ThisExpression' || base.type === 'Super') return false
    return base.type !== 'Identifier' || READING_METHODS.has(memberName(callee) ?? '')
  }
}

/** What a chain such as `a.b().c` starts from. */
function baseOf(node: AnyNode): AnyNode {
  const inner = unwrap(node)
  if (inner.type === 'MemberExpression') return baseOf(inner.object)
  if (inner.type === 'CallExpression' && unwrap(inner.callee).type === 'MemberExpression') return baseOf(inner.callee)
  return inner.type === 'ChainExpression' ? baseOf(inner.expression) : inner
}
