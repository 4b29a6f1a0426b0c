import type { RLMOptions, Usage } from 'recursive-language-model'

/** What an example gets to run with. */
export interface ExampleSetting {
  /** Decides the data. */
  seed: number
  /** What whoever runs it wants of the library: an account on stderr, or a recording. */
  options: Pick<RLMOptions, 'enableLogging' | 'trajectory'>
  report: Report
}

/** How one question of an example came out. */
export interface Outcome {
  example: string
  answer: string
  expected: string
  agrees: boolean
  seconds: number
  usage: Usage
}

/** What an example tells about itself while it runs. */
export interface Report {
  /** Before the run: the query, what it is asked over, and what tells this run from others of the same example. */
  ask(query: string, context: unknown, variant?: string): void
  /** After the run: what came out, what should have, and what it took. */
  conclude(result: Pick<Outcome, 'answer' | 'expected' | 'usage'>): void
}

/** Whether two answers say the same: case, thousands separators and closing punctuation do not matter. */
export function agrees(answer: string, expected: string): boolean {
  return normalized(answer) === normalized(expected)
}

function normalized(answer: string): string {
  return answer
    .toLowerCase()
    .replaceAll(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, '')
    .replaceAll(/[^\p{L}\p{N}:.-]+/gu, ' ')
    .replaceAll(/\.(?=\s|$)/g, '')
    .trim()
}

/** A report that writes each question and its outcome as lines of text, and keeps the outcomes. */
export function writeReport(example: string, write: (line: string) => void): Report & { outcomes: Outcome[] } {
  const outcomes: Outcome[] = []
  let title = example
  let askedAt = performance.now()
  return {
    outcomes,
    ask(query, context, variant) {
      title = variant === undefined ? example : `${example}, ${variant}`
      askedAt = performance.now()
      write(`\n── ${title} ──\nquery     ${query}\ncontext   ${sizeOf(context)}`)
    },
    conclude({ answer, expected, usage }) {
      const seconds = (performance.now() - askedAt) / 1000
      const outcome = { example: title, answer, expected, agrees: agrees(answer, expected), seconds, usage }
      outcomes.push(outcome)
      write(outcomeLines(outcome).join('\n'))
    },
  }
}

function sizeOf(context: unknown): string {
  if (typeof context !== 'string') return `${count(JSON.stringify(context).length)} characters of JSON`
  return `${count(context.length)} characters in ${count(context.split('\n').length)} lines`
}

function outcomeLines({ answer, expected, agrees, seconds, usage }: Outcome): string[] {
  const { rootLlm, subCalls } = usage.breakdownByComponent
  return [
    `answer    ${answer}`,
    `expected  ${expected}`,
    `agrees    ${agrees ? 'yes' : 'NO'}`,
    `calls     ${rootLlm.calls} of the root (${rootLlm.model}), ${count(subCalls.calls)} of sub-calls${subCalls.calls > 0 ? ` (${subCalls.model})` : ''}, ${seconds.toFixed(1)} s`,
    `tokens    ${count(usage.inputTokens)} in, ${count(usage.outputTokens)} out`,
    `by depth  ${byDepth(usage)}`,
    `cost      ${cost(usage)}`,
  ]
}

function byDepth({ byDepth }: Usage): string {
  return Object.entries(byDepth)
    .map(([depth, { calls }]) => `${depth}: ${calls} calls`)
    .join(', ')
}

function cost({ estimatedCostUsd, unpricedModels }: Usage): string {
  if (estimatedCostUsd !== null) return `${estimatedCostUsd.toFixed(4)} USD`
  return `unknown: there is no price for ${unpricedModels.join(', ')}`
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** The outcomes of several examples, a line each. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ example, answer, expected, agrees, seconds, usage }) => [
    example,
    answer,
    expected,
    agrees ? 'yes' : 'NO',
    String(usage.totalCalls),
    count(usage.totalTokens),
    `${seconds.toFixed(1)} s`,
  ])
  const table = [['example', 'answer', 'expected', 'agrees', 'calls', 'tokens', 'time'], ...rows]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
