/** The query of a run that was given none: `completion(prompt)` puts question and material into one text. */
export const DEFAULT_QUERY = 'Read `context` and do what it asks: find its question or task, and give the answer.'

/**
 * Gives the query of a run; `DEFAULT_QUERY` where there is none.
 *
 * @throws TypeError of code `'invalid-query'` for anything but a string with some text in it.
 */
export function checkQuery(query: unknown): string {
  if (query === undefined) return DEFAULT_QUERY
  if (typeof query === 'string' && query.trim() !== '') return query
  const received =
    typeof query === 'string' ? JSON.stringify(query.slice(0, 20)) : query === null ? 'null' : typeof query
  throw Object.assign(
    new TypeError(
      `\`query\` must be a string that is not blank; received ${received}. Leave it out where the context itself asks.`,
    ),
    { code: 'invalid-query' },
  )
}
