import { reasonOf } from '../reason.ts'

/** Characters of JSON that one result may have. */
const LONGEST = 16_000_000

/**
 * The JSON text of what a tool returned, `''` for `undefined`. A Date and all else that has a `toJSON` counts as what
 * that gives.
 *
 * @throws Error that names what JSON would drop or change, or that says that the text is too long.
 */
export function resultText(name: string, result: unknown): string {
  if (result === undefined) return ''
  const text = stringified(name, result)
  if (text.length <= LONGEST) return text
  throw new Error(
    `Tool \`${name}\` must return at most ${LONGEST} characters of JSON; it returned ${text.length}. Ask it for less.`,
  )
}

function stringified(name: string, result: unknown): string {
  try {
    return JSON.stringify(result, keptValue) ?? ''
  } catch (error) {
    const reason = reasonOf(error)
    throw new Error(
      `Tool \`${name}\` must return what JSON can hold; it did not: ${reason}. Go on without this result, and tell of it in the answer.`,
      { cause: error },
    )
  }
}

function keptValue(key: string, value: unknown): unknown {
  const lost = lostKind(value)
  if (lost === undefined) return value
  throw new TypeError(`${key === '' ? 'the result' : `\`${key.slice(0, 80)}\``} is ${lost}`)
}

/** What JSON would drop, empty or change. */
function lostKind(value: unknown): string | undefined {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`
  if (value instanceof Error || value instanceof Promise) return `of class ${value.constructor.name}`
  return undefined
}
