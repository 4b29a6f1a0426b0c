import { Parser, type Options, type Program } from 'acorn'
import type { Fault } from './typescript.ts'

const OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'script',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowHashBang: true,
  preserveParens: true,
}

/** The names that one scope declares, but for those of `var`. */
interface AcornScope {
  lexical: readonly string[]
  functions: readonly string[]
}

/** What acorn lets its plugins override, beside the published types. */
interface ParserInternals {
  /** The outermost scope first, with the names that it declares. */
  scopeStack: readonly AcornScope[]
  raiseRecoverable(offset: number, message: string): void
}
type ParserClass = new (options: Options, input: string) => ParserInternals

/** How tolerant a parse is. `'loose-await'` also takes `await` inside functions that are not async. */
export type Grammar = 'block' | 'loose-await'

/** A tree, or why there is none. */
export type AcornResult = { program: Program } | { fault: Fault }

/** Parses a source with one of the grammars. */
export function parseWith(grammar: Grammar, source: string): AcornResult {
  try {
    return { program: PARSERS[grammar].parse(source, OPTIONS) }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

/** Whether `text` is one object literal. */
export function isObjectLiteral(text: string): boolean {
  const result = parseWith('loose-await', `(${text})`)
  if ('fault' in result) return false
  const [statement, ...others] = result.program.body
  if (others.length > 0 || statement?.type !== 'ExpressionStatement') return false
  const { expression } = statement
  return expression.type === 'ParenthesizedExpression' && expression.expression.type === 'ObjectExpression'
}

/** The same name declared twice at the top level of a block declares it again, as in a notebook. */
function allowRedeclarations(Base: typeof Parser): typeof Parser {
  class RedeclaringParser extends (Base as unknown as ParserClass) {
    override raiseRecoverable(offset: number, message: string): void {
      const [, name] = /^Identifier '(.*)' has already been declared/.exec(message) ?? []
      // A `var` of a nested block belongs to the top level too.
      const isInner = name === undefined || this.scopeStack.slice(1).some((scope) => declares(scope, name))
      if (isInner) super.raiseRecoverable(offset, message)
    }
  }
  return RedeclaringParser as unknown as typeof Parser
}

function declares({ lexical, functions }: AcornScope, name: string): boolean {
  return lexical.includes(name) || functions.includes(name)
}

function allowAnyAwait(Base: typeof Parser): typeof Parser {
  class LooseAwaitParser extends (Base as unknown as ParserClass) {
    get canAwait(): boolean {
      return true
    }
  }
  return LooseAwaitParser as unknown as typeof Parser
}

const PARSERS: Record<Grammar, typeof Parser> = {
  block: Parser.extend(allowRedeclarations),
  'loose-await': Parser.extend(allowRedeclarations, allowAnyAwait),
}

function faultOf(error: unknown): Fault {
  if (error instanceof RangeError) return { message: 'the block is nested too deeply to be read', offset: 0 }
  if (!(error instanceof SyntaxError)) throw error
  const offset = 'pos' in error && typeof error.pos === 'number' ? error.pos : 0
  return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), offset }
}
