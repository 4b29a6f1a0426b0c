/** Characters that do not show as themselves: controls, bidi marks, zero widths, lone surrogates, and the like. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One character as it may stand in a prompt: on the same line, and with nothing hidden in it. */
function inertCharacter(character: string): string {
  if (!INVISIBLE.test(character)) return character
  return SHORT_ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** The beginning of `text`, inert, in at most `limit` characters. */
export function inertHead(text: string, limit: number): string {
  let head = ''
  for (const character of text.slice(0, limit)) {
    const inert = inertCharacter(character)
    if (head.length + inert.length > limit) break
    head += inert
  }
  return head
}

/** The end of `text`, inert, in at most `limit` characters. */
export function inertTail(text: string, limit: number): string {
  let tail = ''
  for (const character of Array.from(text.slice(Math.max(0, text.length - limit))).reverse()) {
    const inert = inertCharacter(character)
    if (tail.length + inert.length > limit) break
    tail = inert + tail
  }
  return tail
}
