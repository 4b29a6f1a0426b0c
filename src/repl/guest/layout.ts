import { join } from './objects.ts'
import { stringIndexOf, stringRepeat } from './primordials.ts'

/** An object taken apart for showing. */
export interface Parts {
  /** Such as `Map(2) {`. */
  open: string
  entries: readonly string[]
  close: string
  /** Whether short entries may share lines. */
  isList: boolean
}

const LONGEST_SHARED_ENTRY = 16

/** Puts entries on one line where they fit into `width`, else on lines of their own; short elements share lines. */
export function layOut({ open, entries, close, isList }: Parts, level: number, width: number): string {
  if (entries.length === 0) return `${open}${close}`
  const single = `${open} ${join(entries, ', ')} ${close}`
  const indent = stringRepeat('  ', level)
  if (single.length + indent.length <= width && stringIndexOf(single, '\n') < 0) return single
  const separator = `,\n${indent}  `
  const body = isList && areShort(entries) ? fill(entries, separator, width) : join(entries, separator)
  return `${open}\n${indent}  ${body}\n${indent}${close}`
}

function areShort(entries: readonly string[]): boolean {
  if (entries.length <= 6) return false
  for (let index = 0; index < entries.length; index += 1) {
    if ((entries[index]?.length ?? 0) > LONGEST_SHARED_ENTRY) return false
  }
  return true
}

function fill(entries: readonly string[], separator: string, width: number): string {
  let text = ''
  let column = 0
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index] ?? ''
    const isFull = column + entry.length > width
    text += index === 0 ? entry : (isFull ? separator : ', ') + entry
    column = isFull ? entry.length : column + entry.length + 2
  }
  return text
}
