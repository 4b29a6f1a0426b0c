/** A span of time in the units that a reader would choose, such as `840 ms`, `3.2 s` and `2 m 05 s`. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms)
  if (span < 0.5) return '0 ms'
  if (span < 999.5) return `${Math.round(span)} ms`
  if (span < 9_995) return `${(span / 1000).toFixed(2)} s`
  if (span < 59_950) return `${(span / 1000).toFixed(1)} s`
  const seconds = Math.round(span / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${padded(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} m`
}

/** A number in few characters, such as `812`, `12.3k` and `1.2M`. */
export function formatCount(count: number): string {
  if (count < 10_000) return exactCount(count)
  if (count < 999_500) return `${trimmed(count / 1e3)}k`
  if (count < 999_500_000) return `${trimmed(count / 1e6)}M`
  return `${trimmed(count / 1e9)}G`
}

/** A number with all its digits, in groups of three. */
export function exactCount(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** USD; `unknown` where the price is, which is never told as nothing. */
export function formatUsd(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return 'unknown'
  if (usd === 0) return '$0'
  if (usd < 0.000_001) return '<$0.000001'
  if (usd < 0.995) return `$${usd.toFixed(decimalsOf(usd))}`
  return `$${usd.toFixed(2)}`
}

/** The same for a narrow column, where the header says what is unknown. */
export function shortUsd(usd: number | null): string {
  return usd === null ? '?' : formatUsd(usd)
}

/** A part in percent; a dash where there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((part / whole) * 100)}%` : '–'
}

/** A count and its noun, such as `1 call` and `12 calls`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${exactCount(count)} ${count === 1 ? noun : nouns}`
}

/** Two digits that say something: $0.012, $0.000045. */
function decimalsOf(usd: number): number {
  return Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(usd))))
}

function trimmed(value: number): string {
  return value < 99.95 ? value.toFixed(1).replace('.0', '') : String(Math.round(value))
}

function padded(value: number): string {
  return String(value).padStart(2, '0')
}
