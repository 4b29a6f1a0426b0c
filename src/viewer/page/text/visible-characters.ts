/** A piece of a text: as it is, a match of the search, or a character that cannot be seen, by its name. */
export type TextPart =
  | { kind: 'text'; text: string }
  | { kind: 'match'; text: string }
  /** `count`: how often it stands there in a row. */
  | { kind: 'invisible'; name: string; count: number }

/**
 * What a reader would not see or would be misled by: controls, blanks without width, what turns the direction of a text
 * or hides in it, and halves of surrogate pairs. Joiners within emoji and line breaks are none of it.
 */
const INVISIBLE = new RegExp(
  [
    String.raw`\r(?!\n)`,
    String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f]`,
    String.raw`[\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]`,
    String.raw`(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d`,
    String.raw`[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\ud800-\udfff]`,
  ].join('|'),
  'u',
)

/** The parts of a text from left to right; none for an empty one. `query`: what to mark, without regard to case. */
export function textParts(text: string, query = ''): TextPart[] {
  const pattern = query === '' ? INVISIBLE : new RegExp(`${INVISIBLE.source}|(${escaped(query)})`, 'iu')
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(new RegExp(pattern, `g${pattern.flags}`))) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) })
    end = match.index + match[0].length
    add(parts, match[1] === undefined ? { kind: 'invisible', name: nameOf(match[0]), count: 1 } : asMatch(match[1]))
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) })
  return parts
}

/** The text with invisible characters by their names, for places that can hold only a text. */
export function visibleText(text: string): string {
  return textParts(text)
    .map((part) => (part.kind === 'invisible' ? `⟨${part.name}⟩` : part.text))
    .join('')
}

function asMatch(text: string): TextPart {
  return { kind: 'match', text }
}

/** A megabyte of zeros is one part. */
function add(parts: TextPart[], part: TextPart): void {
  const last = parts.at(-1)
  if (part.kind === 'invisible' && last?.kind === 'invisible' && last.name === part.name) last.count += 1
  else parts.push(part)
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function escaped(query: string): string {
  return query.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`)
}
