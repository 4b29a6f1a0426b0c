/** Maps a column of rewritten code to that of its source; both from 1. Lines are the same in both. */
export type ColumnMap = (line: number, column: number) => number

/** One change within a line, in columns of the source from 0. */
export interface ColumnChange {
  column: number
  removed: number
  inserted: number
}

/** Builds the map from the changes of each line, leftmost first. */
export function columnMap(changesByLine: ReadonlyMap<number, readonly ColumnChange[]>): ColumnMap {
  return (line, column) => {
    let shift = 0
    for (const change of changesByLine.get(line) ?? []) {
      const start = change.column + shift
      if (column - 1 < start) break
      // Inside inserted text: the place where it was inserted.
      if (column - 1 < start + change.inserted) return change.column + 1
      shift += change.inserted - change.removed
    }
    return column - shift
  }
}
