import { tokenize } from 'sugar-high/lang/javascript'

/** A piece of code and what it is: the name of a colour. */
export interface CodeToken {
  type: (typeof TYPES)[number]
  text: string
}

/** As the tokenizer numbers them. */
const TYPES = [
  'identifier',
  'keyword',
  'string',
  'class',
  'property',
  'entity',
  'literal',
  'sign',
  'comment',
  'break',
  'space',
] as const

const MOST_CHARS = 50_000

/** The tokens of a code, line by line; `undefined` for one that is too long to be taken apart. */
export function codeLines(source: string): CodeToken[][] | undefined {
  if (source.length > MOST_CHARS) return undefined
  const lines: CodeToken[][] = [[]]
  for (const [type, text] of tokenize(source, { jsx: false })) {
    for (const [index, piece] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (piece !== '') lines.at(-1)?.push({ type: TYPES[type] ?? 'identifier', text: piece })
    }
  }
  return lines
}
