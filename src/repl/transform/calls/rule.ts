import type { AnyNode, CallExpression } from 'acorn'
import { RUNTIME_NAME } from '../../names.ts'
import { functionOf } from '../../syntax/binding.ts'
import { boundaryOf, guardOf, isFunction, methodCall, outer, unwrap, type FunctionNode } from '../../syntax/tree.ts'
import type { Fault } from '../../syntax/typescript.ts'
import { isAsync, isCallName, type Block } from '../block.ts'
import type { Edits } from '../edits.ts'
import { canBeDual, Duals } from './duals.ts'
import { Fates, type Returned } from './fate.ts'
import { awaitForgotten } from './forgotten.ts'
import { callWithList } from './list-call.ts'
import { settleLooseAwaits } from './loose-await.ts'
import { callbackOf } from './methods.ts'
import { isPure } from './purity.ts'

/** What a global function from an earlier block is: it gives a promise, or it has two entries. */
export type KindOf = (name: string) => 'async' | 'dual' | undefined

/** What the call rule leaves to do when the block starts. */
export interface CallRuleResult {
  /** Top-level functions with two entries. */
  duals: string[]
}

/**
 * Decides for every model call whether it blocks and gives a string, or runs concurrently and gives a promise.
 * Synchronous is always right; concurrent only where nothing but an awaiter can see the difference.
 */
export function applyCallRule(block: Block, edits: Edits, kindOf: KindOf): CallRuleResult | { fault: Fault } {
  const fates = new Fates(block)
  const fault = settleLooseAwaits(block, edits, fates)
  if (fault) return { fault }
  const rule = new CallRule(block, edits, fates, kindOf)
  rule.decideModelCalls()
  rule.decideOtherCalls()
  awaitForgotten(block, edits, fates, kindOf)
  return { duals: rule.finish() }
}

class CallRule {
  readonly #block: Block
  readonly #edits: Edits
  readonly #fates: Fates
  readonly #kindOf: KindOf
  readonly #duals: Duals
  readonly #batches = new Set<CallExpression>()

  constructor(block: Block, edits: Edits, fates: Fates, kindOf: KindOf) {
    this.#block = block
    this.#edits = edits
    this.#fates = fates
    this.#kindOf = kindOf
    this.#duals = new Duals(block)
  }

  decideModelCalls(): void {
    for (const node of this.#block.nodes) {
      if (node.type === 'CallExpression' && isCallName(this.#block, unwrap(node.callee))) this.#decide(node)
    }
  }

  #decide(call: CallExpression): void {
    const fate = this.#fates.ofValue(call)
    if (fate === 'awaited') return this.#enterAsync(call.callee)
    const owner = boundaryOf(this.#block.tree, call)
    if (!isFunction(owner) || owner.generator) return
    if (isAsync(this.#block, owner)) this.#decideInAsync(call, owner)
    else if (fate === 'used') this.#decideInCallback(call, owner)
    else if (!guardOf(this.#block.tree, call)) this.#decideReturned(call, owner, fate)
  }

  /** `return llm_query()` inside a `try` has to be awaited there; elsewhere waiting must not change any value. */
  #decideInAsync(call: CallExpression, owner: FunctionNode): void {
    const isReturned = outer(this.#block.tree, call)?.type === 'ReturnStatement'
    if (isReturned || isPure(this.#block, owner)) this.#awaitCall(call)
  }

  /** A callback whose results are awaited may as well be async. */
  #decideInCallback(call: CallExpression, owner: FunctionNode): void {
    const list = this.#fates.listMadeBy(owner)
    if (!list || this.#fates.ofList(list) !== 'awaited' || !isPure(this.#block, owner)) return
    this.#block.madeAsync.add(owner)
    this.#awaitCall(call)
  }

  /** A plain function that returns the call leaves the choice to its callers; a list of results becomes one batch. */
  #decideReturned(call: CallExpression, owner: FunctionNode, { by, list }: Returned): void {
    if (by !== owner || !canBeDual(by)) return
    if (list && !(isBatchable(list) && isPure(this.#block, by))) return
    if (list) this.#batches.add(list)
    this.#duals.add(by, call)
  }

  #awaitCall(call: CallExpression): void {
    this.#edits.wrap(call, '(await ', ')')
    this.#enterAsync(call.callee)
  }

  #enterAsync(callee: AnyNode): void {
    const name = JSON.stringify(this.#block.code.slice(callee.start, callee.end).slice(0, 80))
    this.#edits.wrap(callee, `${RUNTIME_NAME}.async(`, `,${name})`)
  }

  /** Functions that may have two entries, where their results are awaited or become a list. */
  decideOtherCalls(): void {
    for (const node of this.#block.nodes) {
      if (node.type !== 'CallExpression') continue
      const callee = unwrap(node.callee)
      if (this.#mayBeDual(callee) && this.#fates.ofValue(node) === 'awaited') this.#enterAsync(node.callee)
      const callback = callbackOf(node)
      if (callback && this.#mayBeDual(callback, this.#block.names.calls)) this.#decideCallbackName(node, callback)
    }
  }

  #mayBeDual(callee: AnyNode, modelCalls: ReadonlySet<string> = new Set()): boolean {
    if (callee.type !== 'Identifier') return false
    const binding = this.#block.scopes.bindingOf(callee)
    if (this.#duals.hasName(callee.name)) return true
    if (binding?.kind === 'global') return modelCalls.has(callee.name) || this.#kindOf(callee.name) === 'dual'
    return binding !== undefined && binding.kind !== 'class' && !functionOf(binding)?.async
  }

  /** `xs.map(ask)`, with the function by name. */
  #decideCallbackName(call: CallExpression, callback: AnyNode): void {
    if (this.#fates.ofList(call) === 'awaited') this.#enterAsync(callback)
    else if (isBatchable(call) && isCallName(this.#block, callback)) this.#batches.add(call)
  }

  finish(): string[] {
    for (const fn of this.#block.madeAsync) this.#edits.before(fn, 'async ')
    for (const call of this.#batches) callWithList(this.#block, this.#edits, call, 'batch')
    this.#awaitElements()
    return this.#duals.rewrite(this.#edits)
  }

  /** `await xs.map(…)` waits for the elements too. */
  #awaitElements(): void {
    for (const node of this.#block.nodes) {
      if (node.type !== 'AwaitExpression' || this.#block.droppedAwaits.has(node)) continue
      if (this.#isList(unwrap(node.argument))) this.#edits.wrap(node.argument, `${RUNTIME_NAME}.all(`, ')')
    }
  }

  #isList(node: AnyNode): boolean {
    if (node.type === 'Identifier') return this.#fates.isAwaitedList(this.#block.scopes.bindingOf(node))
    const name = methodCall(node)?.name
    return node.type === 'ArrayExpression' || name === 'map' || name === 'flatMap'
  }
}

function isBatchable(call: CallExpression): boolean {
  const method = methodCall(call)
  return method?.name === 'map' && !method.callee.optional && call.arguments.length === 1
}
