import { bare } from '../objects.ts'
import { parseJson, regExpExec, stringIndexOf, stringLastIndexOf, stringSlice, stringTrim } from '../primordials.ts'

/** The JSON of a reply. */
interface Parsed {
  value: unknown
}

/**
 * Reads the JSON of a reply: all of it, or what one fence holds, or the single object or array between prose. Gives
 * `undefined` where there is none, or more than one.
 */
export function parseReply(reply: string): Parsed | undefined {
  const text = stringTrim(reply)
  return parsed(text) ?? parsed(insideFence(text)) ?? onlyValue(text)
}

function parsed(text: string): Parsed | undefined {
  try {
    return bare({ value: parseJson(text) as unknown })
  } catch {
    return undefined
  }
}

const FENCE = '```'

function insideFence(text: string): string {
  const open = stringIndexOf(text, FENCE)
  const close = stringLastIndexOf(text, FENCE)
  if (close <= open) return ''
  const language = regExpExec(/^\w*/, stringSlice(text, open + FENCE.length, close))?.[0] ?? ''
  return stringSlice(text, open + FENCE.length + language.length, close)
}

/** Brackets of prose that are tried in vain before the reply counts as one without JSON. */
const MAX_TRIES = 200

function onlyValue(text: string): Parsed | undefined {
  let found: Parsed | undefined
  let start = nextOpening(text, 0)
  for (let tries = 0; start >= 0 && tries < MAX_TRIES; tries += 1) {
    const end = endOfValue(text, start)
    const value = end < 0 ? undefined : parsed(stringSlice(text, start, end))
    if (value && found) return undefined
    found ??= value
    start = nextOpening(text, value ? end : start + 1)
  }
  return found
}

function nextOpening(text: string, from: number): number {
  const brace = stringIndexOf(text, '{', from)
  const bracket = stringIndexOf(text, '[', from)
  return brace < 0 || (bracket >= 0 && bracket < brace) ? bracket : brace
}

/** Where the brackets that open at `start` are balanced; -1 where they never are. */
function endOfValue(text: string, start: number): number {
  let depth = 0
  let inString = false
  for (let index = start; index < text.length; index += 1) {
    const character = text[index]
    if (character === '\\' && inString) index += 1
    else if (character === '"') inString = !inString
    else if (inString) continue
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return index + 1
  }
  return -1
}
