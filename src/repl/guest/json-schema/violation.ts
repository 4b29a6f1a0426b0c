import { append, join } from '../objects.ts'
import { stringifyJson, stringSlice } from '../primordials.ts'
import { isIdentifier } from '../quote.ts'

/** Where in a value something stands; `undefined` for the value itself. */
export type Path = { above: Path; key: string | number } | undefined

/** What is wrong with a value. */
export interface Violation {
  path: Path
  /** The keyword that the value breaks. */
  rule: string
  /** What it must be. */
  must: string
  value: unknown
  /** Why none of its choices fits. */
  reasons: readonly Violation[]
}

/** A violation of `rule` at a place. */
export function violation(
  path: Path,
  rule: string,
  must: string,
  value: unknown,
  reasons: readonly Violation[] = [],
): Violation {
  return { path, rule, must, value, reasons }
}

/** The place of a property or an element. */
export function below(above: Path, key: string | number): Path {
  return { above, key }
}

/** A violation in words: path, rule, value. */
export function violationText(violation: Violation): string {
  const { reasons } = violation
  return reasons.length === 0 ? plainText(violation) : `${plainText(violation)} (${reasonsText(reasons)})`
}

function plainText({ path, rule, must, value }: Violation): string {
  return `\`${pathText(path)}\` must ${must} (\`${rule}\`); received ${preview(value)}`
}

const MAX_REASONS = 3

function reasonsText(reasons: readonly Violation[]): string {
  const texts: string[] = []
  for (let index = 0; index < reasons.length && index < MAX_REASONS; index += 1) {
    append(texts, plainText(reasons[index] as Violation))
  }
  return `${join(texts, '; or ')}${reasons.length > MAX_REASONS ? '; or …' : ''}`
}

/** `$.rows[0].name`. */
export function pathText(path: Path): string {
  if (path === undefined) return '$'
  const { above, key } = path
  if (typeof key === 'number') return `${pathText(above)}[${key}]`
  return `${pathText(above)}${isIdentifier(key) ? `.${key}` : `[${stringifyJson(key)}]`}`
}

const MAX_PREVIEW = 100

/** The beginning of a value's JSON text. */
export function preview(value: unknown): string {
  const json = jsonOf(value)
  return json.length <= MAX_PREVIEW ? json : `${stringSlice(json, 0, MAX_PREVIEW)}…`
}

function jsonOf(value: unknown): string {
  try {
    return stringifyJson(value)
  } catch {
    return 'a value that is nested too deeply to be shown'
  }
}
