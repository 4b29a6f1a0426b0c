/** One fenced block of a reply. */
export interface Fence {
  /** First word behind the opening backticks, in lower case; `''` for an untagged fence. */
  language: string
  /** What stands inside, without the fence's own indentation. */
  source: string
  /** `false` where the reply ends before a closing fence. */
  closed: boolean
  /** Offset of the line to read next. */
  end: number
}

/** The line that opens a fence. */
export interface Opening {
  indent: string
  ticks: number
  language: string
  /** Code on the opening line itself, where that line also closes the block. */
  source?: string
}

const OPENING = /^([ \t]*)(`{3,})([ \t]*)([\w+#.-]*)/
const LEADING_TICKS = /^[ \t]*(`*)/
const TAGGED_FENCE = /^[ \t]*`{3,}\w/

/** What a line means to the fence that it is read in. */
export type LineEffect =
  | 'inside'
  | 'closes'
  /** It closes the fence and opens the next one: the fence between the two was forgotten. */
  | 'closes-and-opens'

/**
 * A fence that is being read, line by line. The first line that can close it does, so that code never swallows the
 * prose behind it.
 */
export class OpenFence {
  readonly language: string
  readonly #indent: string
  readonly #ticks: number
  readonly #lines: string[] = []

  constructor({ language, indent, ticks }: Opening) {
    this.language = language
    this.#indent = indent
    this.#ticks = ticks
  }

  /** What it holds so far. */
  get source(): string {
    return this.#lines.join('\n')
  }

  /** Reads the next line, given without its line break. */
  take(line: string): LineEffect {
    if (leadingTicks(line) >= this.#ticks) return namesLanguage(line) ? 'closes-and-opens' : 'closes'
    const lastLine = codeBeforeFence(line, this.#ticks)
    this.#lines.push(withoutIndent(lastLine ?? line, this.#indent))
    return lastLine === undefined ? 'inside' : 'closes'
  }
}

/**
 * Reads the fence that the line at `start` opens; `undefined` where it opens none. Of `~~~` no fence is made: models do
 * not write code in it, but they do draw lines with it.
 */
export function readFence(text: string, start: number): Fence | undefined {
  const opening = readOpening(lineAt(text, start))
  if (opening === undefined) return undefined
  const { language, source } = opening
  let position = nextLine(text, start)
  if (source !== undefined) return { language, source, closed: true, end: position }
  const fence = new OpenFence(opening)
  while (position < text.length) {
    const effect = fence.take(lineAt(text, position))
    const next = nextLine(text, position)
    if (effect !== 'inside') {
      return { language, source: fence.source, closed: true, end: effect === 'closes' ? next : position }
    }
    position = next
  }
  return { language, source: fence.source, closed: false, end: text.length }
}

/** The line that begins at `start`, without its line break. */
export function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start)
  return end === -1 ? text.slice(start) : text.slice(start, end)
}

/** Where the line after the one at `start` begins; the end of the text where there is none. */
export function nextLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end === -1 ? text.length : end + 1
}

/** Reads the line as one that opens a fence; `undefined` where it opens none. */
export function readOpening(line: string): Opening | undefined {
  const [matched = '', indent = '', ticks = '', , tag = ''] = OPENING.exec(line) ?? []
  const rest = line.slice(matched.length)
  // The parenthesis closes FINAL(```…```), so the backticks before it open nothing.
  if (matched === '' || rest.startsWith(')')) return undefined
  const opening = { indent, ticks: ticks.length, language: tag.toLowerCase() }
  if (!rest.includes('`')) return opening
  const source = codeBeforeFence(rest, ticks.length)
  const standsApart = tag === '' || source === '' || /^\s/.test(rest)
  return source === undefined || !standsApart ? undefined : { ...opening, source: source.trim() }
}

function leadingTicks(line: string): number {
  return LEADING_TICKS.exec(line)?.[1]?.length ?? 0
}

/** Prose behind a closing fence names none: in "``` Now run it" a blank stands between. */
function namesLanguage(line: string): boolean {
  return TAGGED_FENCE.test(line) && readOpening(line) !== undefined
}

/** The code in front of a fence that ends the line; `undefined` where the line ends in no such fence. */
function codeBeforeFence(line: string, ticks: number): string | undefined {
  const trimmed = line.trimEnd()
  let end = trimmed.length
  while (trimmed[end - 1] === '`') end -= 1
  const run = trimmed.length - end
  if (run < ticks) return undefined
  const code = trimmed.slice(0, end)
  // In x = `a```` the first of the four backticks ends the template.
  const endsTemplate = run > ticks && code.split('`').length % 2 === 0
  return endsTemplate ? `${code}\`` : code
}

function withoutIndent(line: string, indent: string): string {
  if (indent === '' || line.startsWith(indent)) return line.slice(indent.length)
  const blank = line.length - line.trimStart().length
  return line.slice(Math.min(blank, indent.length))
}
