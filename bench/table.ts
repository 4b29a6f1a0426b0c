import { CONTESTANT_NAMES } from './contestants.ts'
import type { Figures } from './measure.ts'

/** One line of the table. */
export interface Row {
  figure: string
  unit: 'ms' | 'µs' | 'MB'
  /** What the design aims at for this package, in `unit`: not more than this. */
  aim?: number | undefined
  values: Figures
}

const HEADER = ['figure', 'aim', 'child + vm (this package)', '× aim', 'worker + vm', 'isolated-vm', '× worker']

/** The rows as a Markdown table. */
export function markdownTable(rows: readonly Row[]): string {
  return markdown([HEADER, ...rows.map(cells)])
}

/** Lines of cells as a Markdown table; the first line is its header, the first column its labels. */
export function markdown([header = [], ...lines]: readonly (readonly string[])[]): string {
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'))
  return [header, rule, ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')
}

/** Three significant digits at most, none of them after a point where there are two before it. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 20) return `${Math.round(value)}`
  return `${Number(value.toPrecision(2))}`
}

function cells({ figure, unit, aim, values }: Row): string[] {
  const [child = NaN, ...others] = CONTESTANT_NAMES.map((name) => values[name])
  return [
    `${figure} (${unit})`,
    aim === undefined ? '' : `≤ ${readable(aim)}`,
    `**${readable(child)}**`,
    aim === undefined ? '' : readable(child / aim),
    ...others.map(readable),
    readable(child / values.worker),
  ]
}
