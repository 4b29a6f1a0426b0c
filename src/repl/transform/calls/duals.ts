import type { AnyNode, CallExpression } from 'acorn'
import { RUNTIME_NAME } from '../../names.ts'
import { memberName, someNode, type FunctionNode } from '../../syntax/tree.ts'
import type { Block } from '../block.ts'
import type { Edits } from '../edits.ts'

const MODE_NAME = `${RUNTIME_NAME}mode`

/**
 * Functions with more than one entry: called as usual they call the model synchronously; entered by an awaiter they
 * call it concurrently. The runtime hands them their mode, and their model calls pass it on.
 */
export class Duals {
  readonly #block: Block
  readonly #calls = new Map<FunctionNode, CallExpression[]>()
  readonly #names = new Set<string>()

  constructor(block: Block) {
    this.#block = block
  }

  /** Gives `fn` its second entry, which `call` follows. */
  add(fn: FunctionNode, call: CallExpression): void {
    this.#calls.set(fn, [...(this.#calls.get(fn) ?? []), call])
    const name = fn.id?.name ?? this.#assignedName(fn)
    if (name) this.#names.add(name)
  }

  /** Whether a function of this name has two entries. */
  hasName(name: string): boolean {
    return this.#names.has(name)
  }

  /** Rewrites the functions. Gives the names of top-level functions that have to be registered when the block starts. */
  rewrite(edits: Edits): string[] {
    const hoisted: string[] = []
    for (const [fn, calls] of this.#calls) {
      for (const { callee } of calls) edits.wrap(callee, `${RUNTIME_NAME}.enter(${MODE_NAME},`, ')')
      this.#takeMode(edits, fn)
      this.#register(edits, fn, hoisted)
    }
    return hoisted
  }

  #takeMode(edits: Edits, { body }: FunctionNode): void {
    const take = `const ${MODE_NAME}=${RUNTIME_NAME}.mode();`
    if (body.type === 'BlockStatement') edits.atStartOf(body, take)
    else edits.wrap(body, `{${take}return (`, ')}')
  }

  #register(edits: Edits, fn: FunctionNode, hoisted: string[]): void {
    if (fn.type !== 'FunctionDeclaration') return this.#registerExpression(edits, fn)
    const home = this.#block.tree.parentOf(fn)
    if (home?.type === 'BlockStatement') edits.atStartOf(home, `${RUNTIME_NAME}.dual(${fn.id?.name});`)
    else if (fn.id) hoisted.push(fn.id.name)
  }

  /** An unnamed function takes the name of what it is assigned to; wrapped, it has to be told. */
  #registerExpression(edits: Edits, fn: FunctionNode): void {
    const name = fn.id ? undefined : this.#assignedName(fn)
    edits.wrap(fn, `${RUNTIME_NAME}.dual(`, name ? `,${JSON.stringify(name)})` : ')')
  }

  #assignedName(fn: FunctionNode): string | undefined {
    const parent = this.#block.tree.parentOf(fn)
    if (parent?.type === 'VariableDeclarator') return nameOf(parent.id)
    if (parent?.type === 'AssignmentExpression') return nameOf(parent.left)
    return parent?.type === 'Property' && !parent.computed ? nameOf(parent.key) : undefined
  }
}

/** Whether a function can take a mode: nothing may run between its entry and its first statement. */
export function canBeDual(fn: FunctionNode): boolean {
  return !fn.async && !fn.generator && !fn.params.some((parameter) => someNode(parameter, runsCode))
}

function runsCode({ type }: AnyNode): boolean {
  return (
    type === 'CallExpression' ||
    type === 'NewExpression' ||
    type === 'AwaitExpression' ||
    type === 'TaggedTemplateExpression'
  )
}

function nameOf(node: AnyNode): string | undefined {
  return node.type === 'Identifier' ? node.name : memberName(node)
}
