import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'

const MIN_COLUMNS = 10

/** Lines that belong together on the screen. */
export interface Section {
  lines: readonly string[]
  /** Where there is not room for all, sections with a lower number get theirs first. */
  rank: number
  /** Which of its lines are kept where there is room for a part of them. Default `'first'`. */
  keep?: 'first' | 'last'
}

/** The sections, one below the other, in at most `height` lines. */
export function fitHeight(sections: readonly Section[], height: number): string[] {
  const granted = new Map<Section, number>()
  let left = Math.max(0, height)
  for (const section of sections.toSorted((one, other) => one.rank - other.rank)) {
    const lines = Math.min(section.lines.length, left)
    granted.set(section, lines)
    left -= lines
  }
  return sections.flatMap((section) => {
    const count = granted.get(section) ?? 0
    return section.keep === 'last' ? section.lines.slice(section.lines.length - count) : section.lines.slice(0, count)
  })
}

/** A line in at most `width` columns; wide characters count as two. */
export function fitWidth(line: string, width: number): string {
  if (width < 1) return ''
  const cut = cliTruncate(line, width)
  // A wide character at the edge is kept whole, one column too far.
  return stringWidth(cut) > width ? cliTruncate(line, width - 1) : cut
}

/** Two texts at both ends of a line of `width` columns. The left one gives way; where little is left of it, the right one. */
export function spread(left: string, right: string, width: number): string {
  const room = width - stringWidth(right) - 2
  if (room < MIN_COLUMNS) return left
  const fitted = fitWidth(left, room)
  return `${fitted}${' '.repeat(width - stringWidth(fitted) - stringWidth(right))}${right}`
}

/** A bar of `width` columns, filled as far as `share` (0 to 1) says. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return '█'.repeat(filled) + '░'.repeat(width - filled)
}
