/** A place in a text, both numbers from 1. */
export interface Position {
  line: number
  column: number
}

/** Where the character at `offset` stands. */
export function positionAt(text: string, offset: number): Position {
  let line = 1
  let lineStart = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
    line += 1
    lineStart = end + 1
  }
  return { line, column: offset - lineStart + 1 }
}

/** The offset of a place; the inverse of `positionAt`. */
export function offsetAt(text: string, { line, column }: Position): number {
  let lineStart = 0
  for (let current = 1; current < line; current += 1) {
    const end = text.indexOf('\n', lineStart)
    if (end === -1) return text.length
    lineStart = end + 1
  }
  return Math.min(lineStart + column - 1, text.length)
}

/** `text` with everything but its line breaks replaced by spaces, so that what follows keeps its place. */
export function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]+/g, (line) => ' '.repeat(line.length))
}
