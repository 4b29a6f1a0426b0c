import * as z from 'zod'

const LONGEST = 2000

type Issue = z.core.$ZodIssue

/** What zod found wrong, a line for each issue and its place, in at most 2,000 characters. */
export function problemOf({ issues }: { readonly issues: readonly Issue[] }): string {
  return bounded(z.prettifyError({ issues: issues.flatMap(telling) }))
}

/** The text in at most 2,000 characters. */
export function bounded(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`
}

/**
 * Of a union, zod says only that no alternative fits. More telling is what the first alternative of the right kind
 * lacks, or where there is none, what each of them expects.
 */
function telling(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const alternatives = issue.errors.map((issues) => issues.flatMap(telling))
  const nearest = alternatives.find((issues) => issues.every(({ path }) => path.length > 0))
  if (nearest !== undefined) return nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
  const messages = new Set(alternatives.flat().map(({ message }) => message))
  return [{ ...issue, message: [...messages].join(', or: ') }]
}
