import { lineAt } from './fences.ts'
import { closingParenthesis } from './parentheses.ts'

/** A final that the root LM wrote as text instead of calling it in a block. */
export interface TextFinal {
  /** `'value'`: `FINAL(…)`, the text is the answer. `'variable'`: `FINAL_VAR(…)`, the text is a variable's name. */
  kind: 'value' | 'variable'
  text: string
}

/** A final and where it ends. */
export interface FoundFinal {
  final: TextFinal
  /** Offset just behind the closing parenthesis. */
  end: number
}

const CALL = /^[ \t]*(FINAL|FINAL_VAR)\(/
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** Whether a line begins like a final; what becomes of it depends on what follows. */
export function opensTextFinal(line: string): boolean {
  return CALL.test(line)
}

/**
 * Reads the final that the line at `start` begins with, after optional whitespace. Nothing may stand between the name
 * and its parenthesis: `FINAL (draft)` is prose. A reply with no parenthesis behind the name holds no final.
 *
 * @param lastParenthesis offset of the last `)` of the text, -1 where there is none.
 */
export function readTextFinal(text: string, start: number, lastParenthesis: number): FoundFinal | undefined {
  const [call, name] = CALL.exec(lineAt(text, start)) ?? []
  if (call === undefined || start + call.length > lastParenthesis) return undefined
  const open = start + call.length - 1
  const close = closingParenthesis(text, open, lastParenthesis)
  const argument = text.slice(open + 1, close).trim()
  const kind = name === 'FINAL' ? 'value' : 'variable'
  return { final: { kind, text: unquoted(argument) }, end: close + 1 }
}

/** The value of one string literal in `"`, `'` or a backtick; anything else, such as JSON, as it is. */
function unquoted(argument: string): string {
  const quote = argument[0] ?? ''
  if (!`"'\``.includes(quote) || argument.length < 2 || !argument.endsWith(quote)) return argument
  let value = ''
  for (let index = 1; index < argument.length - 1; index += 1) {
    const character = argument.charAt(index)
    if (character === quote) return argument
    if (character !== '\\') value += character
    else if (index + 2 === argument.length) return argument
    else value += unescaped(argument.charAt((index += 1)))
  }
  return value
}

function unescaped(character: string): string {
  if (`\\"'\``.includes(character)) return character
  return ESCAPES[character] ?? `\\${character}`
}
