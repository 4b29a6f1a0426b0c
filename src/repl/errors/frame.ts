import type { Position } from '../syntax/position.ts'

const LINES_BEFORE = 2
const LINES_AFTER = 1
const MAX_WIDTH = 160

/** The lines around a place, numbered, with a caret below it. */
export function codeFrame(source: string, { line, column }: Position): string {
  const lines = source.split('\n')
  const first = Math.max(1, line - LINES_BEFORE)
  const last = Math.min(lines.length, line + LINES_AFTER)
  const width = String(last).length
  const rows: string[] = []
  for (let number = first; number <= last; number += 1) {
    const text = (lines[number - 1] ?? '').replace('\r', '')
    const start = number === line ? Math.max(0, column - MAX_WIDTH) : 0
    rows.push(
      `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text.slice(start, start + MAX_WIDTH)}`,
    )
    if (number === line) rows.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - start - 1))}^`)
  }
  return rows.join('\n')
}
