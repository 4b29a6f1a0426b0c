import { append, bare, join, matches } from './objects.ts'
import { stringIndexOf, stringRepeat } from './primordials.ts'

/** An object taken apart for showing. */
export interface Parts {
  /** Such as `Map(2) {`. */
  open: string
  entries: readonly string[]
  /** Such as `… 5 more items`; `''` where everything is shown. */
  remainder: string
  close: string
  /** Whether short entries may share lines. */
  isList: boolean
}

/** Puts entries on one line where they fit into `width`; else short elements into rows, and all others on lines of their own. */
export function layOut({ open, entries, remainder, close, isList }: Parts, level: number, width: number): string {
  if (entries.length === 0 && remainder === '') return `${open}${close}`
  const single = `${open} ${joinAll(entries, remainder, ', ')} ${close}`
  const indent = stringRepeat('  ', level)
  if (single.length + indent.length <= width && stringIndexOf(single, '\n') < 0) return single
  const lines = isList ? rowsOf(entries, width - indent.length - 4) : entries
  return `${open}\n${indent}  ${joinAll(lines, remainder, `,\n${indent}  `)}\n${indent}${close}`
}

function joinAll(lines: readonly string[], remainder: string, separator: string): string {
  if (remainder === '') return join(lines, separator)
  return lines.length === 0 ? remainder : `${join(lines, separator)}${separator}${remainder}`
}

/** What separates two entries of a row. */
const GAP = 2
const FEWEST_ENTRIES = 7
const FEWEST_COLUMNS = 3

/** Entries in aligned columns, numbers to the right; as they are where they are few, long or of very different lengths. */
function rowsOf(entries: readonly string[], width: number): readonly string[] {
  const { longest, total, hasBreak } = measure(entries)
  const isUneven = longest > 6 && total <= 5 * (longest + GAP)
  const isWide = FEWEST_COLUMNS * (longest + GAP) - GAP > width
  return entries.length < FEWEST_ENTRIES || hasBreak || isUneven || isWide
    ? entries
    : alignRows(entries, longest, width)
}

interface Measures {
  longest: number
  /** Characters of all entries, gaps included. */
  total: number
  hasBreak: boolean
}

function measure(entries: readonly string[]): Measures {
  const measures: Measures = bare({ longest: 0, total: 0, hasBreak: false })
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] ?? ''
    if (entry.length > measures.longest) measures.longest = entry.length
    measures.total += entry.length + GAP
    measures.hasBreak ||= stringIndexOf(entry, '\n') >= 0
  }
  return measures
}

function alignRows(entries: readonly string[], longest: number, width: number): string[] {
  const areNumbers = areAllNumbers(entries)
  const rows: string[] = []
  let row = ''
  let columns = 0
  let padding = ''
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] ?? ''
    if ((columns + 1) * (longest + GAP) - GAP > width) {
      append(rows, row)
      columns = 0
    }
    const room = stringRepeat(' ', longest - entry.length)
    const cell = areNumbers ? room + entry : entry
    row = columns === 0 ? cell : `${row}, ${padding}${cell}`
    padding = areNumbers ? '' : room
    columns += 1
  }
  append(rows, row)
  return rows
}

function areAllNumbers(entries: readonly string[]): boolean {
  for (let index = 0; index < entries.length; index += 1) {
    if (!matches(/^(?:-?(?:\d[\d.e+-]*n?|Infinity)|NaN)$/, entries[index] ?? '')) return false
  }
  return true
}
