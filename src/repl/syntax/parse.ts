import { tokenizer, tokTypes, type AnyNode, type BlockStatement, type Program } from 'acorn'
import { isObjectLiteral, parseWith, type Grammar } from './acorn.ts'
import { looksGeneric } from './generics.ts'
import { positionAt } from './position.ts'
import { stripBlock, type Fault, type Stripped, type StripTypes } from './typescript.ts'

/** A block that could be read. */
export interface ParsedBlock {
  program: Program
  /** The source, types blanked out where it had any; lines are those of the source. */
  code: string
  /** A last statement `{ … }` that is meant as an object literal. */
  trailingObject: BlockStatement | undefined
  /** Whether `await` may stand inside functions that are not async. */
  looseAwait: boolean
}

/** The outcome of reading a block. */
export type ParseResult = ParsedBlock | { fault: Fault }

/**
 * Reads a block: as JavaScript; with its types stripped; with `await` in functions that are not async; with its last
 * `{ … }` as an object literal. The first reading that works counts.
 */
export function parseBlock(source: string, stripTypes: StripTypes | undefined): ParseResult {
  const plain = parseWith('block', source)
  if ('program' in plain && !looksGeneric(plain.program, source)) return accept(plain.program, source)
  const stripped = stripTypes && stripBlock(source, stripTypes)
  const strippedCode = stripped && 'code' in stripped ? stripped.code : undefined
  const typed = strippedCode === undefined ? undefined : parseWith('block', strippedCode)
  if (typed && 'program' in typed) return accept(typed.program, strippedCode ?? source)
  if ('program' in plain) return accept(plain.program, source)
  const loose = parseWith('loose-await', source)
  if ('program' in loose) return accept(loose.program, source, 'loose-await')
  return parseTrailingObject(source, plain.fault) ?? { fault: worstFault(source, plain.fault, typed?.fault, stripped) }
}

function accept(program: Program, code: string, grammar: Grammar = 'block'): ParsedBlock {
  return { program, code, trailingObject: trailingObject(program, code), looseAwait: grammar === 'loose-await' }
}

/** A last `{ total, count }` reads as a block of expressions, but an object is meant wherever it can be one. */
function trailingObject(program: Program, code: string): BlockStatement | undefined {
  const last = program.body.findLast((statement) => statement.type !== 'EmptyStatement')
  if (last?.type !== 'BlockStatement' || !last.body.every(couldBeProperty)) return undefined
  return isObjectLiteral(code.slice(last.start, last.end)) ? last : undefined
}

function couldBeProperty(statement: AnyNode): boolean {
  if (statement.type === 'LabeledStatement') return statement.body.type === 'ExpressionStatement'
  return statement.type === 'ExpressionStatement'
}

/** `{ "a": 1, "b": 2 }` is no statement at all; as an expression it is. */
function parseTrailingObject(source: string, { offset }: Fault): ParsedBlock | undefined {
  const starts = [...source.matchAll(/^[ \t]*\{/gm)].map((match) => match.index + match[0].length - 1)
  const end = source.replace(/[\s;]*$/, '').length
  const candidates = starts.filter((start) => start <= offset).slice(-3)
  for (const start of candidates.reverse()) {
    const before = source.slice(0, start)
    const code = `${before}${before.trim() ? ';(' : '('}${source.slice(start, end)})${source.slice(end)}`
    const result = parseWith('block', code)
    if ('program' in result) return accept(result.program, code)
  }
  return undefined
}

/** JavaScript's own complaint, unless the reading as TypeScript got further: then the first type had stopped it. */
function worstFault(source: string, plain: Fault, typed: Fault | undefined, stripped: Stripped | undefined): Fault {
  if (/Unterminated template/.test(plain.message)) return { ...plain, offset: openBacktick(source) ?? plain.offset }
  const typeFault = stripped && 'fault' in stripped ? stripped.fault : typed
  if (!typeFault || /Unterminated|Invalid/.test(plain.message)) return plain
  if (stripped && 'unsupported' in stripped && stripped.unsupported) return typeFault
  const gotFurther = positionAt(source, typeFault.offset).line > positionAt(source, plain.offset).line
  return typeFault.offset >= 0 && gotFurther ? typeFault : plain
}

/** Where the outermost template literal that never ends begins. */
function openBacktick(source: string): number | undefined {
  const open: { isTemplate: boolean; offset: number }[] = []
  try {
    for (const { type, start } of tokenizer(source, { ecmaVersion: 'latest' })) {
      if (type === tokTypes.backQuote && open.at(-1)?.isTemplate) open.pop()
      else if (type === tokTypes.backQuote) open.push({ isTemplate: true, offset: start })
      else if (type === tokTypes.dollarBraceL || type === tokTypes.braceL)
        open.push({ isTemplate: false, offset: start })
      else if (type === tokTypes.braceR) open.pop()
    }
  } catch {
    // The tokenizer stops at the end of the source: what is open now stays open.
  }
  return open.find(({ isTemplate }) => isTemplate)?.offset
}
