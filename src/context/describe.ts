import { inertHead } from './inert.ts'

const SHOWN_KEYS = 12
const LONGEST_KEY = 40
const SAMPLED_ITEMS = 100

/** A text's kind and size in one line: `a string of 1,000 lines, 68,432 characters`. */
export function describeText(text: string): string {
  return `a string of ${count(countLines(text), 'line')}, ${count(text.length, 'character')}`
}

/**
 * A JSON value's kind, shape and size in one line: `an array of 100 objects with the keys id, title; 1,204 characters
 * as JSON`.
 */
export function describeJson(value: unknown, chars: number): string {
  return `${shapeOf(value)}; ${count(chars, 'character')} as JSON`
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return shapeOfList(value)
  return isObject(value) ? `an object with ${keyList(keysOf([value]))}` : `a ${typeof value}`
}

function shapeOfList(items: readonly unknown[]): string {
  if (items.every(isChatMessage)) {
    const roles = new Set(items.map(({ role }) => role))
    return `a list of ${count(items.length, 'chat message')} (roles: ${nameList([...roles])})`
  }
  const [kind = 'value', ...otherKinds] = new Set(items.map(kindOf))
  if (otherKinds.length > 0) return `an array of ${count(items.length, 'value')} (${kind}s, ${otherKinds.join('s, ')}s)`
  const keys = kind === 'object' ? ` with ${keyList(keysOf(items.slice(0, SAMPLED_ITEMS).filter(isObject)))}` : ''
  return `an array of ${count(items.length, kind)}${keys}`
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isChatMessage(value: unknown): value is { role: string; content: unknown } {
  return isObject(value) && 'role' in value && typeof value.role === 'string' && 'content' in value
}

function keysOf(objects: readonly object[]): string[] {
  const given = objects.flatMap((object) => Object.entries(object).filter(([, value]) => value !== undefined))
  return [...new Set(given.map(([key]) => key))]
}

function keyList(keys: readonly string[]): string {
  if (keys.length === 0) return 'no keys'
  return `the ${keys.length === 1 ? 'key' : 'keys'} ${nameList(keys)}`
}

/** Names come from the context and may be anything: few, short and inert. */
function nameList(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_KEYS).map((name) => inertHead(name, LONGEST_KEY))
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`
}

/** Counts without splitting, which would hold a second copy of the text. */
function countLines(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1
  return text.endsWith('\n') ? breaks : breaks + 1
}

function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

function grouped(amount: number): string {
  return amount.toLocaleString('en-US')
}
