import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import type { BlockError } from '../../src/sandbox/sandbox.ts'

/** One case: blocks as language models write them, with what each must show. */
export interface ReplCase {
  id: string
  tags: string[]
  blocks: string[]
  expect: Expectation[]
  context: unknown
  /** Model calls that must be in flight at once. */
  conc?: number
  /** The same, where the call rule proves more. */
  concExt?: number
  /** Whether no two calls may be in flight at once. */
  seq?: boolean
}

/** What a block must show; an absent field is not checked, an absent error means that there must be none. */
interface Expectation {
  out?: string | RegExp
  result?: unknown
  noResult?: boolean
  error?: { name?: string; msg?: RegExp; line?: number; col?: number; hint?: RegExp; frame?: RegExp }
  final?: string | RegExp
}

/** What a block did show. */
export interface Shown {
  stdout: string
  result?: string | undefined
  error?: BlockError | undefined
  final?: string | undefined
}

const DEFAULT_CONTEXT = 'The quick brown fox.\nThe lazy dog sleeps.\nA third line here.\nAnd a fourth one.'

interface StoredCase extends Omit<ReplCase, 'context'> {
  env?: { context?: unknown }
  minNode?: number
}

/** The cases that the Node which runs can run. */
export function loadCases(): ReplCase[] {
  const text = readFileSync(new URL('../corpus/repl-cases.json', import.meta.url), 'utf8')
  const major = Number(process.versions.node.split('.')[0])
  const stored = JSON.parse(text, reviveRegExp) as StoredCase[]
  return stored
    .filter(({ minNode = 0 }) => minNode <= major)
    .map(({ env, ...rest }) => ({ ...rest, context: env?.context ?? DEFAULT_CONTEXT }))
}

function reviveRegExp(_key: string, value: unknown): unknown {
  const isPattern = typeof value === 'object' && value !== null && '$re' in value && '$flags' in value
  return isPattern ? new RegExp(String(value.$re), String(value.$flags)) : value
}

/** The model that the cases are written for. */
export function caseModel(prompt: string): string {
  if (prompt.includes('FAIL')) throw new Error(`llm failed: ${prompt.slice(0, 20)}`)
  const [, kind, rest = ''] = /^(yesno|num|json|echo):([^]*)$/.exec(prompt) ?? []
  if (kind === undefined) return `A(${prompt})`
  return kind === 'yesno' ? (rest.includes('y') ? 'yes' : 'no') : rest
}

/** What is wrong with the blocks of a case; nothing where all is well. */
export function complaints({ expect, seq }: ReplCase, shown: readonly Shown[], peak: number): string[] {
  const wrong = expect.flatMap((want, index) =>
    checkBlock(want, shown[index]).map((complaint) => `block ${index + 1}: ${complaint}`),
  )
  return seq && peak > 1 ? [...wrong, `must be sequential; ${peak} calls were in flight`] : wrong
}

function checkBlock(want: Expectation, got: Shown | undefined): string[] {
  if (!got) return ['did not run']
  const { stdout, result, error, final } = got
  return [
    want.out !== undefined && !matches(want.out, stdout.trimEnd()) && `printed ${JSON.stringify(stdout.slice(0, 200))}`,
    ...(want.error ? checkError(want.error, error) : [error && `failed with ${error.name}: ${error.message}`]),
    want.noResult && result !== undefined && `echoed ${result}`,
    'result' in want && !isPrintingOf(want.result, result) && `echoed ${result?.slice(0, 200)}`,
    want.final === '$undefined' && final !== undefined && `gave the answer ${final}`,
    want.final !== undefined && want.final !== '$undefined' && !matches(want.final, final) && `answered ${final}`,
  ].filter((complaint) => typeof complaint === 'string')
}

function checkError(want: NonNullable<Expectation['error']>, got: BlockError | undefined): (string | false)[] {
  if (!got) return ['did not fail']
  const { name, message, line, column = 0, hint = '', frame = '' } = got
  return [
    want.name !== undefined && want.name !== name && `failed with ${name}: ${message}`,
    want.msg !== undefined && !want.msg.test(message) && `failed with the message ${message}`,
    want.line !== undefined && want.line !== line && `failed in line ${line}`,
    want.col !== undefined && Math.abs(want.col - column) > 1 && `failed in column ${column}`,
    want.hint !== undefined && !want.hint.test(hint) && `hinted ${hint}`,
    want.frame !== undefined && !want.frame.test(frame) && `showed the frame ${frame}`,
  ]
}

function matches(pattern: string | RegExp, text = ''): boolean {
  return typeof pattern === 'string' ? pattern === text : pattern.test(text)
}

/** Any sensible way of printing a value counts. */
function isPrintingOf(value: unknown, text: string | undefined): boolean {
  if (text === undefined) return false
  if (value instanceof RegExp) return value.test(text)
  const printings = [
    inspect(value, { depth: 6, breakLength: 100 }),
    inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY, compact: true }),
    JSON.stringify(value),
    JSON.stringify(value, null, 2),
    String(value),
  ]
  return printings.map(squash).includes(squash(text))
}

function squash(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
