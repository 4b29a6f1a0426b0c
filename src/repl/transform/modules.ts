import type { AnyNode, ExportDefaultDeclaration, ImportDeclaration, ImportSpecifier } from 'acorn'
import { RUNTIME_NAME } from '../names.ts'
import { blank } from '../syntax/position.ts'
import type { Block } from './block.ts'
import type { Edits } from './edits.ts'

/** Leads every form of `import` to the REPL's `require`, and ignores `export`. */
export function rewriteModules(block: Block, edits: Edits, names: Set<string>): void {
  if (!/import|export/.test(block.code)) return
  for (const node of block.nodes) {
    if (node.type === 'ImportDeclaration') rewriteImport(block, edits, names, node)
    else if (node.type === 'ImportExpression') replaceHead(edits, node, 'import', 'importLater')
    else if (node.type === 'MetaProperty' && node.meta.name === 'import') edits.replace(node, `${RUNTIME_NAME}.meta`)
    else dropExport(block, edits, node)
  }
}

function replaceHead(edits: Edits, { start }: AnyNode, head: string, method: string): void {
  edits.replace({ start, end: start + head.length }, `${RUNTIME_NAME}.${method}`)
}

function dropExport(block: Block, edits: Edits, node: AnyNode): void {
  if (node.type === 'ExportDefaultDeclaration') return dropDefaultExport(block, edits, node)
  if (node.type !== 'ExportNamedDeclaration' && node.type !== 'ExportAllDeclaration') return
  const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : undefined
  dropUpTo(block, edits, node, declaration ? declaration.start : node.end, declaration ? '' : ';')
}

/** `export default x` is the statement `x`; an unnamed function or class has to become an expression. */
function dropDefaultExport(block: Block, edits: Edits, node: ExportDefaultDeclaration): void {
  const { declaration } = node
  dropUpTo(block, edits, node, declaration.start, ';')
  const isUnnamed =
    (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && !declaration.id
  if (isUnnamed) edits.wrap(declaration, '(', ')')
}

function dropUpTo(block: Block, edits: Edits, { start }: AnyNode, end: number, lead: string): void {
  edits.replace({ start, end }, lead + blank(block.code.slice(start + lead.length, end)))
}

/** `import { a as b } from 'm'` becomes `;({"a":b}=rlm$.import("m"));`, on as many lines. */
function rewriteImport(block: Block, edits: Edits, names: Set<string>, node: ImportDeclaration): void {
  for (const { local } of node.specifiers) names.add(local.name)
  const load = `${RUNTIME_NAME}.import(${JSON.stringify(String(node.source.value))})`
  const namespace = node.specifiers.find(({ type }) => type === 'ImportNamespaceSpecifier')
  const pairs = node.specifiers
    .filter((specifier) => specifier !== namespace)
    .map((specifier) => `${JSON.stringify(importedName(specifier))}:${specifier.local.name}`)
  const value = namespace ? `${namespace.local.name}=${load}` : load
  const lines = block.code.slice(node.start, node.end).replace(/[^\n]/g, '')
  edits.replace(node, `${pairs.length > 0 ? `;({${pairs.join(',')}}=${value})` : `;${value}`};${lines}`)
}

function importedName(specifier: ImportDeclaration['specifiers'][number]): string {
  return specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default'
}

function nameOf(imported: ImportSpecifier['imported']): string {
  return imported.type === 'Identifier' ? imported.name : String(imported.value)
}
