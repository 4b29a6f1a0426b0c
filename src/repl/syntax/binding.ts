import type { AnyNode, Identifier, VariableDeclaration, VariableDeclarator } from 'acorn'
import { isFunction, type FunctionNode } from './tree.ts'

/** One use of a name. `count += 1` both reads and writes. */
export interface Reference {
  node: Identifier
  reads: boolean
  writes: boolean
}

/** How a name came to be; `'global'` is a name that the block uses but does not declare. */
export type BindingKind =
  | VariableDeclaration['kind']
  | 'function'
  | 'class'
  | 'parameter'
  | 'catch'
  | 'import'
  | 'global'

/** A name and everything that happens to it. */
export interface Binding {
  name: string
  kind: BindingKind
  /** Whether it outlives the block: declared at the top level, or not declared in the block at all. */
  isTopLevel: boolean
  /** The function whose parameter it is. */
  parameterOf: FunctionNode | undefined
  /** What the name is bound to where that is plain: its initialiser or its function. */
  value: AnyNode | undefined
  declarators: VariableDeclarator[]
  references: Reference[]
}

/** A name of which nothing but its declaration is known. */
export function newBinding(name: string, kind: BindingKind, isTopLevel: boolean): Binding {
  return { name, kind, isTopLevel, parameterOf: undefined, value: undefined, declarators: [], references: [] }
}

/** The function that a name is bound to for good: declared or assigned once, never written again. */
export function functionOf(binding: Binding | undefined): FunctionNode | undefined {
  if (!binding || binding.declarators.length > 1 || binding.references.some(({ writes }) => writes)) return undefined
  return isFunction(binding.value) ? binding.value : undefined
}
