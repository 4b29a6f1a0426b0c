/** Misuse of the API: a `TypeError` of code `'invalid-context'` whose message says rule, value and remedy. */
export function invalidContext(message: string, cause?: unknown): TypeError & { code: 'invalid-context' } {
  const error = new TypeError(message, cause === undefined ? undefined : { cause })
  return Object.assign(error, { code: 'invalid-context' as const })
}
