/** A provider that asks to wait longer than this is not waited for: the call fails at once, and says so. */
export const LONGEST_RETRY_AFTER_MS = 600_000

/** How long a provider asks to wait, in milliseconds: from `retry-after-ms`, else `retry-after` (seconds or a date). */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const milliseconds = amount(headers.get('retry-after-ms'))
  if (milliseconds !== undefined) return milliseconds
  const value = headers.get('retry-after')
  const seconds = amount(value)
  if (seconds !== undefined) return seconds * 1000
  // `Date.parse` takes '-5' for a date too; those of HTTP name the day.
  const date = /^[A-Z]/i.test(value ?? '') ? Date.parse(value ?? '') : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function amount(value: string | null): number | undefined {
  const number = value === null || value.trim() === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
