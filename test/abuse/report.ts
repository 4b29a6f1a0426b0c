import type { Verdict } from './verdict.ts'

/** One line of the report. */
export interface Row extends Verdict {
  /** Major version of Node. */
  version: string
  /** Problems of a first try that a second one did not have. */
  firstTry?: string[]
}

/** A row as one line of text. */
export function summary({ id, version, problems, firstTry, ...row }: Row): string {
  const mark = problems.length === 0 ? 'ok  ' : 'FAIL'
  const why = problems.length === 0 ? '' : ` — ${problems.join('; ')}`
  const again = firstTry === undefined ? '' : ` (second try; the first ${firstTry.join('; ')})`
  return `${mark} Node ${version} ${id}: ${row.outcome}, ${figures(row)}${why}${again}`
}

/** All rows as a table of Markdown: a line a case, a column a Node. */
export function table(rows: readonly Row[]): string {
  const versions = [...new Set(rows.map(({ version }) => version))]
  const ids = [...new Set(rows.map(({ id }) => id))]
  const cell = (id: string, version: string): string => {
    const row = rows.find((each) => each.id === id && each.version === version)
    if (row === undefined) return ''
    return `${row.problems.length === 0 ? '' : '**FAIL** '}${row.outcome}, ${figures(row)}${row.firstTry ? ' ²' : ''}`
  }
  return [
    'How each case ended, its time, the peak memory of its child, and the longest gap of the host’s event loop.',
    '² passed, or failed, at its second try.',
    '',
    `| case | ${versions.map((version) => `Node ${version}`).join(' | ')} |`,
    `| --- | ${versions.map(() => '---').join(' | ')} |`,
    ...ids.map((id) => `| ${id} | ${versions.map((version) => cell(id, version)).join(' | ')} |`),
    '',
  ].join('\n')
}

function figures({ durationMs, peakMb, longestStallMs }: Omit<Verdict, 'id' | 'problems' | 'outcome'>): string {
  return `${Math.round(durationMs)} ms, ${Math.round(peakMb)} MiB, ${Math.round(longestStallMs)} ms`
}
