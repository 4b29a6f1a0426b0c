import type { TreeNode } from './nodes.ts'
import { type Field, type FieldText, textsOf } from './texts.ts'

/** Where a node's texts have what was looked for. */
export interface Excerpt {
  before: string
  hit: string
  after: string
  field: Field
}

/** A text and how it is compared. */
interface SearchText extends FieldText {
  folded: string
}

/** The texts of a node, and whether nothing more can come to them. */
interface Known {
  texts: SearchText[]
  isFinal: boolean
}

const CHARS_BEFORE = 40
const CHARS_AFTER = 120

/** What was folded before, so that each further letter of a query costs no more than the looking. */
const KNOWN = new WeakMap<TreeNode, Known>()

/** The nodes that have the query in one of their texts, in the order in which they began; none for an empty query. */
export function findNodes({ nodes }: { readonly nodes: readonly TreeNode[] }, query: string): TreeNode[] {
  const folded = fold(query)
  if (folded === '') return []
  return nodes.filter((node) => foldedTexts(node).some((text) => text.folded.includes(folded)))
}

/** The first place in a node's texts that has the query, and what stands around it. */
export function excerpt(node: TreeNode, query: string): Excerpt | undefined {
  const folded = fold(query)
  if (folded === '') return undefined
  const found = foldedTexts(node).find((text) => text.folded.includes(folded))
  if (found === undefined) return undefined
  const { field, text } = found
  const at = found.folded.indexOf(folded)
  const start = unfoldedIndex(found, at, 'before')
  const end = unfoldedIndex(found, at + folded.length, 'after')
  const from = boundary(text, Math.max(0, start - CHARS_BEFORE))
  const to = boundary(text, Math.min(text.length, end + CHARS_AFTER))
  return { before: text.slice(from, start), hit: text.slice(start, end), after: text.slice(end, to), field }
}

function foldedTexts(node: TreeNode): readonly SearchText[] {
  const known = KNOWN.get(node)
  if (known?.isFinal === true) return known.texts
  const texts = textsOf(node).map(({ field, text }, index) => {
    const before = known?.texts[index]
    return { field, text, folded: before?.text === text ? before.folded : fold(text) }
  })
  KNOWN.set(node, { texts, isFinal: node.endMs !== undefined })
  return texts
}

/** Without regard to case; the two small sigmas are one letter. */
function fold(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ')
}

/** Some letters become two when they are folded: an index in the middle of one means the letter's side. */
function unfoldedIndex({ text, folded }: SearchText, index: number, side: 'before' | 'after'): number {
  if (folded.length === text.length) return index
  let at = 0
  let foldedAt = 0
  for (const letter of text) {
    const next = foldedAt + fold(letter).length
    if (foldedAt >= index || (side === 'before' && next > index)) break
    at += letter.length
    foldedAt = next
  }
  return at
}

/** An index that is not within a pair of surrogates. */
function boundary(text: string, index: number): number {
  return index > 0 && (text.codePointAt(index - 1) ?? 0) > 0xff_ff ? index - 1 : index
}
