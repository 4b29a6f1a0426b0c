/** What of a list is in sight. */
export interface Sight {
  /** How far it is scrolled, in pixels. */
  top: number
  /** How much of it is seen, in pixels. */
  height: number
}

/** The rows to draw: from `first` up to, and without, `end`. */
export interface RowWindow {
  first: number
  end: number
}

/** Rows drawn beyond the edges, so that a fast scroll finds them there. */
const MARGIN = 10

/** The rows that are in sight, and a few on either side. */
export function rowWindow(count: number, rowHeight: number, { top, height }: Sight): RowWindow {
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN)
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN)
  return { first: Math.min(first, Math.max(0, end - 1)), end }
}

/** Where to scroll to so that a row is in sight; where it is already, the place stays. */
export function revealed(index: number, rowHeight: number, { top, height }: Sight): number {
  const start = index * rowHeight
  if (start < top) return Math.max(0, start - rowHeight)
  const end = start + rowHeight
  return end > top + height ? end - height + Math.min(rowHeight, Math.max(0, height - rowHeight)) : top
}
