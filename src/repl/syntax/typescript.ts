import { lowerEnums, lowerParameterProperties } from './lowering.ts'
import { offsetAt } from './position.ts'

/** Replaces the types of a source by spaces. Throws where it is not TypeScript. */
export type StripTypes = (source: string) => string

/** Why a source could not be read. */
export interface Fault {
  message: string
  /** Offset in the source; -1 where it is unknown. */
  offset: number
}

/** What stripping gave: code without types, or the reason why not. */
export type Stripped = { code: string } | { fault: Fault; unsupported: boolean }

const WRAPPER_START = 'async function $(){'
const WRAPPER_END = '\n}'

/** Strips the types of a block. Every line and column stays where it was, but for lowered enums and parameters. */
export function stripBlock(source: string, stripTypes: StripTypes): Stripped {
  const lowered = lowerEnums(source)
  const attempts = [
    () => stripTypes(lowered),
    () => stripTypes(lowerParameterProperties(lowered)),
    () => stripInFunction(lowerParameterProperties(lowered), stripTypes),
  ]
  let first: unknown
  for (const attempt of attempts) {
    try {
      return { code: attempt() }
    } catch (error) {
      first ??= error
    }
  }
  return { fault: faultOf(first, source), unsupported: isUnsupported(first) }
}

/** A top-level `return` is accepted inside a function only. */
function stripInFunction(source: string, stripTypes: StripTypes): string {
  const stripped = stripTypes(WRAPPER_START + source + WRAPPER_END)
  return stripped.slice(WRAPPER_START.length, stripped.lastIndexOf(WRAPPER_END))
}

function faultOf(error: unknown, source: string): Fault {
  if (!(error instanceof Error)) return { message: String(error), offset: -1 }
  return { message: error.message.replace(/\s+/g, ' ').trim(), offset: offsetFromStack(error.stack ?? '', source) }
}

/** Node writes `:LINE`, the source up to that line and a row of carets in front of the stack. */
function offsetFromStack(stack: string, source: string): number {
  const [, line, indent] = /^[^\n]*:(\d+)\n(?:[^\n]*\n)*?( *)\^+\n/.exec(stack) ?? []
  if (line === undefined || indent === undefined) return -1
  return offsetAt(source, { line: Number(line), column: indent.length + 1 })
}

function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
}
