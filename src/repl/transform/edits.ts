import type { AnyNode } from 'acorn'
import { blank } from '../syntax/position.ts'
import type { Tree } from '../syntax/tree.ts'
import { columnMap, type ColumnChange, type ColumnMap } from './columns.ts'

/** A stretch of code, end excluded. */
export interface Range {
  start: number
  end: number
}

/** Rewritten code, line for line the source. */
export interface Rendered {
  code: string
  mapColumn: ColumnMap
}

interface Edit extends Range {
  text: string
  /** Orders edits at one offset: what closes a node, then what opens one, then what replaces code. */
  rank: number
  depth: number
  order: number
}

const CLOSING = 0
const OPENING = 1
const REPLACING = 2

/** Collects changes to a source. None of them may add or remove a line. */
export class Edits {
  readonly #tree: Tree
  readonly #edits: Edit[] = []

  constructor(tree: Tree) {
    this.#tree = tree
  }

  /** Puts `open` and `close` around a node, inside everything already put around it. */
  wrap(node: AnyNode, open: string, close: string): void {
    this.before(node, open)
    this.after(node, close)
  }

  before(node: AnyNode, text: string): void {
    this.#add({ start: node.start, end: node.start }, text, OPENING, this.#tree.depthOf(node))
  }

  after(node: AnyNode, text: string): void {
    this.#add({ start: node.end, end: node.end }, text, CLOSING, -this.#tree.depthOf(node))
  }

  /** Inserts right behind the opening brace of a body. */
  atStartOf(body: AnyNode, text: string): void {
    this.insert(body.start + 1, text)
  }

  insert(offset: number, text: string): void {
    this.#add({ start: offset, end: offset }, text, OPENING, -1)
  }

  replace(range: Range, text: string): void {
    this.#add(range, text, REPLACING, 0)
  }

  #add({ start, end }: Range, text: string, rank: number, depth: number): void {
    // What closes a node later closes further inside, so it has to come first.
    const order = rank === CLOSING ? -this.#edits.length : this.#edits.length
    this.#edits.push({ start, end, text, rank, depth, order })
  }

  /** Renders the code inside `ranges` alone, the rest blank. */
  renderInside(code: string, ranges: readonly Range[]): Rendered {
    const gaps = [...ranges, { start: code.length, end: code.length }].map((range, index) => ({
      start: ranges[index - 1]?.end ?? 0,
      end: range.start,
    }))
    const inside = this.#edits.filter((edit) => ranges.some((range) => isInside(edit, range)))
    return apply(blankRanges(code, gaps), inside)
  }

  /** Renders the code outside `ranges`, each of which becomes an empty statement. */
  renderOutside(code: string, ranges: readonly Range[]): Rendered {
    const outside = this.#edits.filter((edit) => !ranges.some((range) => isInside(edit, range)))
    return apply(blankRanges(code, ranges, ';'), outside)
  }
}

function isInside(edit: Range, range: Range): boolean {
  return edit.start > range.start && edit.end < range.end
}

function blankRanges(code: string, ranges: readonly Range[], lead = ''): string {
  let result = ''
  let offset = 0
  for (const { start, end } of ranges) {
    result += code.slice(offset, start) + lead + blank(code.slice(start + lead.length, end))
    offset = end
  }
  return result + code.slice(offset)
}

function apply(code: string, edits: readonly Edit[]): Rendered {
  const changes = new Map<number, ColumnChange[]>()
  let result = ''
  let offset = 0
  let line = 1
  let lineStart = 0
  for (const edit of edits.toSorted(compare)) {
    if (edit.start < offset) continue
    for (let at = code.indexOf('\n', lineStart); at !== -1 && at < edit.start; at = code.indexOf('\n', lineStart)) {
      line += 1
      lineStart = at + 1
    }
    const change = { column: edit.start - lineStart, removed: edit.end - edit.start, inserted: edit.text.length }
    changes.set(line, [...(changes.get(line) ?? []), change])
    result += code.slice(offset, edit.start) + edit.text
    offset = edit.end
  }
  return { code: result + code.slice(offset), mapColumn: columnMap(changes) }
}

function compare(a: Edit, b: Edit): number {
  return a.start - b.start || a.rank - b.rank || a.depth - b.depth || a.order - b.order
}
