import { nextLine, readFence } from './fences.ts'

const SMILEY = /[:;]['-]?\)$/
const FROWN = /\s[:;]['-]?\($/
const END_OF_SENTENCE = /^[\s*_`.,;:!?]*$/
const QUOTES = `"'\``
const BEFORE_QUOTE = /[\s([{,:=]/
const BEHIND_QUOTE = /[\s)\]},.;:!?]/

/** Where to go on reading instead of at `index`: the same offset where nothing is to be skipped. */
type Skip = (index: number) => number

/**
 * Finds the parenthesis that closes the one at `open`, in code and in prose alike: first with quoted text, fences and
 * smileys skipped, and where that does not end a line, by counting parentheses alone. Where they never balance, the
 * last parenthesis of the text closes.
 */
export function closingParenthesis(text: string, open: number, last: number): number {
  const careful = balance(text, open, skipProse(text, open))
  if (careful !== undefined && endsLine(text, careful)) return careful
  const plain = balance(text, open, (index) => index)
  if (plain !== undefined && endsLine(text, plain)) return plain
  return careful ?? plain ?? last
}

function balance(text: string, open: number, skip: Skip): number | undefined {
  let depth = 0
  let index = open
  while (index < text.length) {
    const next = skip(index)
    if (next > index) {
      index = next
      continue
    }
    if (text[index] === '(') depth += 1
    if (text[index] === ')') depth -= 1
    if (depth === 0) return index
    index += 1
  }
  return undefined
}

function endsLine(text: string, close: number): boolean {
  return END_OF_SENTENCE.test(text.slice(close + 1, nextLine(text, close)))
}

function skipProse(text: string, open: number): Skip {
  const skipFence = fenceSkip(text)
  const skipQuoted = quoteSkip(text, open)
  return (index) => {
    const character = text.charAt(index)
    if (character === '\n') return skipFence(index)
    if (QUOTES.includes(character)) return skipQuoted(index)
    return isSmiley(text, index) ? index + 1 : index
  }
}

function isSmiley(text: string, index: number): boolean {
  const character = text[index]
  if (character !== '(' && character !== ')') return false
  return (character === '(' ? FROWN : SMILEY).test(text.slice(Math.max(0, index - 3), index + 1))
}

/** Skips the fence that begins behind a line break. Behind one that never closes there is no fence any more. */
function fenceSkip(text: string): Skip {
  let over = false
  return (lineBreak) => {
    const fence = over ? undefined : readFence(text, lineBreak + 1)
    if (fence === undefined) return lineBreak
    over = !fence.closed
    return fence.closed ? fence.end - 1 : lineBreak
  }
}

/**
 * Skips quoted text. An apostrophe opens no quote, since it follows a letter; a quote that does not close on its line
 * is none either, except the one that the argument begins with, which may hold many lines.
 */
function quoteSkip(text: string, open: number): Skip {
  const first = text.length - text.slice(open + 1).trimStart().length
  // Up to where each quote is known not to close: a line of lone quotes would else take quadratic time.
  const unclosed = new Map<string, number>()
  return (index) => {
    const quote = text.charAt(index)
    if (!BEFORE_QUOTE.test(text.charAt(index - 1)) || index < (unclosed.get(quote) ?? 0)) return index
    const limit = index === first ? text.length : nextLine(text, index)
    const close = closingQuote(text, index, limit)
    if (close === undefined) unclosed.set(quote, limit)
    return close === undefined ? index : close + 1
  }
}

function closingQuote(text: string, start: number, limit: number): number | undefined {
  for (let index = start + 1; index < limit; index += 1) {
    if (text[index] === '\\') index += 1
    else if (text[index] === text[start] && isBehindQuote(text, index + 1)) return index
  }
  return undefined
}

function isBehindQuote(text: string, index: number): boolean {
  return index === text.length || BEHIND_QUOTE.test(text.charAt(index))
}
