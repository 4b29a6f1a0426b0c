/** What a terminal shows after it was written to. */
export interface Screen {
  /** The lines as they are at the end. */
  lines: string[]
  /** The lines as they were after each update. */
  frames: string[][]
  /** Lines that were pushed out at the top. */
  scrolled: number
  isCursorShown: boolean
}

/** Escape sequences with their parameter and letter, line ends, and characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what a terminal obeys
const PARTS = /\u001B\[([?\d;]*)([A-Za-z])|\n|\r|[^]/gu
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/u

/**
 * Shows what was written to a terminal as a terminal would: a small emulator of what progress views use. An escape
 * sequence that it does not know throws: hostile output must not come through.
 */
export function showOnScreen(written: string, { columns, rows }: { columns: number; rows: number }): Screen {
  const emulator = new Emulator(columns, rows)
  for (const [part, parameter = '', letter] of written.matchAll(PARTS)) {
    if (letter !== undefined) emulator.obey(parameter, letter)
    else if (part === '\n') emulator.feedLine()
    else if (part === '\r') emulator.column = 0
    else emulator.put(part)
  }
  return {
    lines: emulator.shown(),
    frames: emulator.frames,
    scrolled: emulator.scrolled,
    isCursorShown: emulator.isCursorShown,
  }
}

class Emulator {
  readonly frames: string[][] = []
  column = 0
  scrolled = 0
  isCursorShown = true
  readonly #columns: number
  /** A column that nothing was put into is undefined. */
  readonly #lines: (string | undefined)[][]
  #row = 0

  constructor(columns: number, rows: number) {
    this.#columns = columns
    this.#lines = Array.from({ length: rows }, () => [])
  }

  shown(): string[] {
    return this.#lines.map((line) =>
      Array.from(line, (character) => character ?? ' ')
        .join('')
        .trimEnd(),
    )
  }

  obey(parameter: string, letter: string): void {
    const count = Number(parameter || 1)
    if (letter === 'A') this.#row = Math.max(0, this.#row - count)
    else if (letter === 'B') this.#row = Math.min(this.#lines.length - 1, this.#row + count)
    else if (letter === 'G') this.column = count - 1
    else if (letter === 'K') this.#lines[this.#row]?.splice(parameter === '2' ? 0 : this.column)
    else if (letter === 'h' || letter === 'l') this.#set(parameter, letter === 'h')
    else if (letter !== 'm')
      throw new Error(`The screen knows no sequence ${JSON.stringify(`ESC[${parameter}${letter}`)}.`)
  }

  put(character: string): void {
    if (/\p{Cc}/u.test(character)) throw new Error(`The screen was sent ${JSON.stringify(character)}.`)
    const width = WIDE.test(character) ? 2 : 1
    if (this.column + width > this.#columns) this.feedLine()
    this.#lines[this.#row]![this.column] = character
    if (width === 2) this.#lines[this.#row]![this.column + 1] = ''
    this.column += width
  }

  /** Terminals that are not in raw mode begin a new line at its first column. */
  feedLine(): void {
    this.column = 0
    if (this.#row < this.#lines.length - 1) this.#row += 1
    else {
      this.#lines.shift()
      this.#lines.push([])
      this.scrolled += 1
    }
  }

  #set(parameter: string, isOn: boolean): void {
    if (parameter === '?25') this.isCursorShown = isOn
    else if (parameter !== '?2026') throw new Error(`The screen knows no mode ${parameter}.`)
    else if (!isOn) this.frames.push(this.shown())
  }
}
