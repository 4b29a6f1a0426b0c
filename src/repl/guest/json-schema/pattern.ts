import { RegExpConstructor } from '../primordials.ts'

/** The regular expression of a `pattern`, with the rules of Unicode where it obeys them; `undefined` where it is none. */
export function compilePattern(pattern: string): RegExp | undefined {
  return tryCompile(pattern, 'u') ?? tryCompile(pattern, '')
}

function tryCompile(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExpConstructor(pattern, flags)
  } catch {
    return undefined
  }
}
