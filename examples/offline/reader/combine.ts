import { z } from 'zod'
import type { Operation } from '../question.ts'

/** One part's answer, as a number where it is one. */
export const FINDING = z.object({ name: z.string(), value: z.string() })

/** One part's answer, as a number where it is one. */
export type Finding = z.infer<typeof FINDING>

const COMBINATIONS: Readonly<Record<Operation, (findings: readonly Finding[], numbers: readonly number[]) => string>> =
  {
    sum: (_findings, numbers) => String(sumOf(numbers)),
    average: (_findings, numbers) => String(sumOf(numbers) / numbers.length),
    largest: (findings, numbers) => findings[numbers.indexOf(Math.max(...numbers))]?.name ?? 'unknown',
    smallest: (findings, numbers) => findings[numbers.indexOf(Math.min(...numbers))]?.name ?? 'unknown',
    count: (findings) => String(findings.length),
    value: ([first]) => first?.value ?? 'unknown',
  }

/** What the findings come to under the question's operation. */
export function combine(operation: Operation, findings: readonly Finding[]): string {
  const numbers = findings.map(({ value }) => Number(value.replaceAll(',', '')))
  return COMBINATIONS[operation](findings, numbers)
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
