import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))
const SHORTEST_TELLTALE = 6
const SHINGLE_WORDS = 4

test('the offline model imports nothing of the examples and their data, nor they of it', () => {
  const leaving = importsOf('offline').filter((path) => /\/data\/|\.\.\/\.\.\/\.\.|catalog|report/.test(path))
  const entering = importsOf('data').filter((path) => path.includes('offline'))
  expect([...leaving, ...entering]).toEqual([])
})

test('no text of the data generators stands in the offline model', () => {
  const offline = words(textsOf('offline').join(' | '))
  const telltales = textsOf('data')
    .map(words)
    .filter((text) => text.trim().length >= SHORTEST_TELLTALE)
  expect(telltales.length).toBeGreaterThan(150)
  expect(telltales.filter((text) => offline.includes(text))).toEqual([])
})

test('no four words in a row of a query or of the data stand in the offline model', () => {
  const offline = new Set(textsOf('offline').flatMap(shingles))
  const told = [...textsOf('data'), ...textsOf('.')].flatMap(shingles)
  expect(told.length).toBeGreaterThan(300)
  expect(told.filter((shingle) => offline.has(shingle))).toEqual([])
})

function sourcesOf(folder: string): ts.SourceFile[] {
  const files = readdirSync(`${EXAMPLES}${folder}`, { recursive: folder !== '.', encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && file !== 'report.ts')
    .map((file) => `${EXAMPLES}${folder}/${file}`)
    .map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true))
}

function nodesOf(node: ts.Node): ts.Node[] {
  return [node, ...node.getChildren().flatMap(nodesOf)]
}

function importsOf(folder: string): string[] {
  return sourcesOf(folder)
    .flatMap(nodesOf)
    .filter(ts.isImportDeclaration)
    .map(({ moduleSpecifier }) => moduleSpecifier.getText())
}

/** What strings, templates and regular expressions say; module names apart. */
function textsOf(folder: string): string[] {
  return sourcesOf(folder)
    .flatMap(nodesOf)
    .filter(isText)
    .filter(({ parent }) => !ts.isImportDeclaration(parent))
    .flatMap(({ text }) => text.split('|'))
}

function isText(node: ts.Node): node is ts.LiteralLikeNode {
  return ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node)
}

/** The words of a text, each between spaces, so that only whole words are found in one another. */
function words(text: string): string {
  const found: readonly string[] = text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? []
  return ` ${found.join(' ')} `
}

function shingles(text: string): string[] {
  const list = words(text).trim().split(' ')
  return list.slice(SHINGLE_WORDS - 1).map((_, index) => list.slice(index, index + SHINGLE_WORDS).join(' '))
}
