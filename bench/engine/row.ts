import { markdown, readable } from '../table.ts'

/** One line of the engine's table. */
export interface EngineRow {
  figure: string
  unit: 'ms' | 'µs' | 'MB' | 'MB/s' | 'bytes' | '%' | '× the context' | 'calls' | 'KB'
  value: number
  /** The same without this package, or without what is measured. */
  beside?: Beside
  /** What the design aims at, in `unit`. */
  aim?: { atMost: number } | { atLeast: number }
}

interface Beside {
  what: string
  value: number
}

const HEADER = ['figure', 'aim', 'this package', 'beside it', 'which is', 'ratio']

/** The rows as a Markdown table. */
export function engineTable(rows: readonly EngineRow[]): string {
  return markdown([HEADER, ...rows.map(cells)])
}

function cells({ figure, unit, value, beside, aim }: EngineRow): string[] {
  return [
    `${figure} (${unit})`,
    aimText(aim),
    `**${readable(value)}**`,
    beside === undefined ? '' : readable(beside.value),
    beside?.what ?? '',
    beside === undefined ? '' : readable(value / beside.value),
  ]
}

function aimText(aim: EngineRow['aim']): string {
  if (aim === undefined) return ''
  return 'atMost' in aim ? `≤ ${readable(aim.atMost)}` : `≥ ${readable(aim.atLeast)}`
}
