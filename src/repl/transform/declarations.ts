import type { AnyNode, ClassDeclaration, FunctionDeclaration, VariableDeclaration } from 'acorn'
import { boundNames } from '../syntax/patterns.ts'
import { blank } from '../syntax/position.ts'
import { boundaryOf, type FunctionNode } from '../syntax/tree.ts'
import type { Block } from './block.ts'
import type { Edits, Range } from './edits.ts'

/** What the declarations of a block become. */
export interface Declarations {
  /** Names that exist after the block. */
  names: Set<string>
  /** `var` names: they exist, undefined, from the start. */
  hoisted: Set<string>
  /** Top-level functions, which run as declarations of their own. */
  functions: Range[]
}

/** Turns the declarations that outlive a block into assignments to globals, and sets its functions aside. */
export function rewriteDeclarations(block: Block, edits: Edits): Declarations {
  const declarations: Declarations = { names: new Set(), hoisted: new Set(), functions: [] }
  for (const statement of block.program.body) rewriteTopLevel(block, edits, declarations, declared(statement))
  for (const node of block.nodes) rewriteNested(block, edits, declarations, node)
  return declarations
}

/** The declaration inside an `export`. */
function declared(statement: AnyNode): AnyNode {
  const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
  return (isExport && statement.declaration) || statement
}

function rewriteTopLevel(block: Block, edits: Edits, declarations: Declarations, node: AnyNode): void {
  if (node.type === 'VariableDeclaration') {
    if (node.kind === 'using' || node.kind === 'await using') keepResources(edits, declarations, node)
    else rewriteVariables(block, edits, declarations, node)
  } else if (node.type === 'FunctionDeclaration' && node.id) {
    setAside(block, declarations, node)
  } else if (node.type === 'ClassDeclaration' && node.id) {
    rewriteClass(edits, declarations, node)
  }
}

/** A function that takes the name of one of the REPL's own stays where it is, and so shadows it for this block only. */
function setAside({ names }: Block, declarations: Declarations, { id, start, end }: FunctionDeclaration): void {
  if (names.reserved.has(id.name)) return
  declarations.names.add(id.name)
  declarations.functions.push({ start, end })
}

function rewriteClass(edits: Edits, declarations: Declarations, node: ClassDeclaration): void {
  declarations.names.add(node.id.name)
  edits.wrap(node, `;${node.id.name}=`, ';')
}

/** `using r = …` keeps its meaning and also leaves `r` behind. */
function keepResources(edits: Edits, declarations: Declarations, node: VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    if (id.type !== 'Identifier' || !init) continue
    declarations.names.add(id.name)
    edits.before(init, `globalThis.${id.name}=`)
  }
}

function rewriteNested(block: Block, edits: Edits, declarations: Declarations, node: AnyNode): void {
  if (node.type !== 'VariableDeclaration' && node.type !== 'FunctionDeclaration') return
  const parent = block.tree.parentOf(node)
  if (!parent || parent.type === 'Program' || parent.type === 'ExportNamedDeclaration') return
  if (boundaryOf(block.tree, node)) return
  if (node.type === 'FunctionDeclaration') {
    if (parent.type === 'BlockStatement') leakFunction(block, edits, declarations, node)
  } else if (node.kind === 'var') {
    rewriteVariables(block, edits, declarations, node)
  }
}

/** Sloppy JavaScript makes a function in a nested block visible outside of it. */
function leakFunction(block: Block, edits: Edits, declarations: Declarations, { id }: FunctionNode): void {
  const home = id && block.tree.parentOf(block.tree.parentOf(id) ?? id)
  if (!id || !home || block.scopes.topLevel.has(id.name)) return
  declarations.names.add(id.name)
  edits.atStartOf(home, `globalThis.${id.name}=${id.name};`)
}

function rewriteVariables(block: Block, edits: Edits, declarations: Declarations, node: VariableDeclaration): void {
  const names = node.declarations.flatMap(({ id }) => boundNames(id)).map(({ name }) => name)
  for (const name of names) {
    declarations.names.add(name)
    if (node.kind === 'var') declarations.hoisted.add(name)
  }
  const parent = block.tree.parentOf(node)
  if ((parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement') && parent.left === node) {
    dropKeyword(block, edits, node, '')
  } else if (parent?.type === 'ForStatement' && parent.init === node) {
    dropKeyword(block, edits, node, '')
    node.declarations.forEach((declarator) => parenthesise(edits, declarator))
  } else {
    rewriteStatement(block, edits, node)
  }
}

/** `const a = 1, { b } = c` becomes `;a = 1, ({ b } = c);`: a semicolon on both sides, since either may be missing. */
function rewriteStatement(block: Block, edits: Edits, node: VariableDeclaration): void {
  dropKeyword(block, edits, node, isInList(block, node) ? ';' : '')
  for (const declarator of node.declarations) {
    parenthesise(edits, declarator)
    if (!declarator.init && node.kind !== 'var') edits.after(declarator, '=void 0')
  }
  if (block.code[node.end - 1] !== ';') edits.after(node, ';')
}

function dropKeyword(block: Block, edits: Edits, node: VariableDeclaration, lead: string): void {
  const start = node.start
  const end = node.declarations[0]?.start ?? start
  edits.replace({ start, end }, lead + blank(block.code.slice(start + lead.length, end)))
}

function parenthesise(edits: Edits, declarator: VariableDeclaration['declarations'][number]): void {
  if (declarator.id.type !== 'Identifier') edits.wrap(declarator, '(', ')')
}

/** Whether a statement stands in a list, where one more `;` does no harm; after `if (x)` it would. */
function isInList(block: Block, node: AnyNode): boolean {
  const parent = block.tree.parentOf(node)
  return (
    parent?.type === 'Program' ||
    parent?.type === 'BlockStatement' ||
    parent?.type === 'SwitchCase' ||
    parent?.type === 'ExportNamedDeclaration'
  )
}
