import { RUNTIME_NAME, type ReplNames } from '../names.ts'
import { parseBlock } from '../syntax/parse.ts'
import type { Fault, StripTypes } from '../syntax/typescript.ts'
import { analyse, type Block } from './block.ts'
import { applyCallRule, type KindOf } from './calls/rule.ts'
import { rewriteDeclarations } from './declarations.ts'
import { Edits, type Rendered } from './edits.ts'
import { rewriteModules } from './modules.ts'
import { dropHashbang, guardConstants, returnEcho, rewriteFinals, watchDropped } from './statements.ts'

/** A block made ready to run. Both scripts have the lines of the source. */
export interface TransformedBlock {
  /** The top-level functions of the block, as hoisted globals; `undefined` where it has none. */
  functions: Rendered | undefined
  /** Everything else: one expression that hands an async function to the runtime. */
  body: Rendered
  /** Characters that lead the body and are not of the source. */
  opening: number
  /** Global names that the block declares, reads or writes. */
  mentioned: string[]
  /** Names whose promises nothing in the block waits for. */
  unread: string[]
}

/** What the transform needs to know. */
export interface TransformSettings {
  stripTypes: StripTypes | undefined
  kindOf: KindOf
  names: ReplNames
}

/** Turns a notebook block into sloppy JavaScript for a script context. */
export function transformBlock(source: string, settings: TransformSettings): TransformedBlock | { fault: Fault } {
  try {
    return transform(source, settings)
  } catch (error) {
    if (error instanceof RangeError) return { fault: { message: 'the block is nested too deeply', offset: 0 } }
    throw error
  }
}

function transform(source: string, settings: TransformSettings): TransformedBlock | { fault: Fault } {
  const parsed = parseBlock(source, settings.stripTypes)
  if ('fault' in parsed) return parsed
  const block = analyse(parsed, settings.names)
  const edits = new Edits(block.tree)
  const { names, hoisted, functions } = rewriteDeclarations(block, edits)
  rewriteModules(block, edits, names)
  dropHashbang(block, edits)
  returnEcho(block, edits)
  guardConstants(block, edits)
  rewriteFinals(block, edits)
  watchDropped(block, edits)
  const rule = applyCallRule(block, edits, settings.kindOf)
  if ('fault' in rule) return rule
  const opening = openBody([...hoisted], rule.duals)
  edits.insert(0, opening)
  edits.insert(block.code.length, CLOSE_BODY)
  return {
    functions: functions.length > 0 ? edits.renderInside(block.code, functions) : undefined,
    body: edits.renderOutside(block.code, functions),
    opening: opening.length,
    mentioned: [...new Set([...names, ...block.scopes.globals.keys()])],
    unread: unreadNames(block),
  }
}

const CLOSE_BODY = '\n})'

/** The start of the body: `var`s exist, undefined, before they are reached; dual functions get their second entry. */
function openBody(hoisted: readonly string[], duals: readonly string[]): string {
  const variables = hoisted.map((name) => `${JSON.stringify(name)} in globalThis||(globalThis.${name}=void 0);`)
  const entries = duals.map((name) => `${RUNTIME_NAME}.dual(${name});`)
  return `${RUNTIME_NAME}.block(async()=>{;${[...variables, ...entries].join('')}`
}

function unreadNames({ scopes }: Block): string[] {
  return [...scopes.topLevel.values()]
    .filter(({ references }) => !references.some(({ reads }) => reads))
    .map(({ name }) => name)
}
