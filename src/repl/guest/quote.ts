import { matches } from './objects.ts'
import { stringifyJson, stringIndexOf, stringSlice } from './primordials.ts'

/** A string as a literal, in the quotes that need no escapes: `'a'`, `"it's"`, `` `"it's"` ``. */
export function quote(text: string): string {
  const json = stringifyJson(text)
  const hasSingle = stringIndexOf(text, "'") >= 0
  const hasDouble = stringIndexOf(text, '"') >= 0
  if (hasSingle && !hasDouble) return json
  const inner = unescapeDoubles(stringSlice(json, 1, -1))
  if (!hasSingle) return `'${inner}'`
  if (stringIndexOf(text, '`') < 0 && stringIndexOf(text, '${') < 0) return `\`${inner}\``
  return json
}

function unescapeDoubles(json: string): string {
  let text = ''
  let start = 0
  for (let at = stringIndexOf(json, '\\'); at >= 0; at = stringIndexOf(json, '\\', at + 2)) {
    if (json[at + 1] !== '"') continue
    text += stringSlice(json, start, at)
    start = at + 1
  }
  return text + stringSlice(json, start)
}

/** A property key as it stands in an object literal. */
export function quoteKey(key: string): string {
  return isIdentifier(key) ? key : quote(key)
}

/** Whether a text can be the name of a variable. */
export function isIdentifier(text: string): boolean {
  return matches(/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u, text)
}

/** A text without line breaks, at most `length` characters of it. */
export function oneLine(text: string, length: number): string {
  const head = stringSlice(text, 0, length * 2)
  let line = ''
  for (let index = 0; index < head.length && line.length < length; index += 1) {
    const character = head[index] ?? ''
    const isSpace = matches(/\s/, character)
    if (!isSpace) line += character
    else if (line.length > 0 && line[line.length - 1] !== ' ') line += ' '
  }
  return line.length < length && head.length === text.length ? line : `${stringSlice(line, 0, length - 1)}…`
}
