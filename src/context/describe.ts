import { inertHead } from './inert.ts'

const SHOWN_KEYS = 12
const LONGEST_KEY = 40
const SAMPLED_ITEMS = 100

/** Up to here lines are counted, in some 20 ms at most. */
const COUNTED_CHARS = 32 * 1024 * 1024
const SAMPLES = 128
const SAMPLE_CHARS = 64 * 1024

/** A text's kind and size in one line: `a string of 1,000 lines, 68,432 characters`. */
export function describeText(text: string): string {
  return `a string of ${lines(text)}, ${count(text.length, 'character')}`
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

/** Counting the lines of a long text would hold up the host: they are estimated from samples all over it. */
function lines(text: string): string {
  if (text.length <= COUNTED_CHARS) return count(countLines(text), 'line')
  const step = Math.floor(text.length / SAMPLES)
  let found = 0
  for (let start = 0; start + SAMPLE_CHARS <= text.length; start += step) {
    found += countBreaks(text.slice(start, start + SAMPLE_CHARS))
  }
  const estimate = (found / (SAMPLES * SAMPLE_CHARS)) * text.length
  return `about ${count(Math.max(1, Number(estimate.toPrecision(2))), 'line')}`
}

function countLines(text: string): number {
  const breaks = countBreaks(text)
  return text.endsWith('\n') ? breaks : breaks + 1
}

/** Counts without splitting, which would hold a second copy of the text. */
function countBreaks(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}

function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

function grouped(amount: number): string {
  return amount.toLocaleString('en-US')
}
