import { expect, test } from 'vitest'
import { agrees, outcomeTable, writeReport } from '../../examples/report.ts'

const usage = {
  totalCalls: 3,
  inputTokens: 1200,
  cachedInputTokens: 0,
  outputTokens: 34,
  reasoningTokens: 0,
  totalTokens: 1234,
  estimatedCostUsd: null,
  breakdownByComponent: {
    rootLlm: { calls: 2, costUsd: null, model: 'a' },
    subCalls: { calls: 1, costUsd: null, model: 'b' },
  },
  byModel: {},
  byDepth: {},
  unpricedModels: ['a', 'b'],
  callsWithEstimatedTokens: 0,
}

test.each([
  ['54,632', '54632'],
  ['Ada Lovelace.', 'ada lovelace'],
  ['ledger-db, 14:03:27', 'ledger-db 14:03:27'],
])('%s agrees with %s', (answer, expected) => {
  expect(agrees(answer, expected)).toBe(true)
})

test.each([
  ['54,633', '54632'],
  ['1,2', '12'],
  ['ledger-db 14:03:28', 'ledger-db 14:03:27'],
  ['-12', '12'],
  ['1.5', '15'],
])('%s does not agree with %s', (answer, expected) => {
  expect(agrees(answer, expected)).toBe(false)
})

test('a report says whether the answers agree, and never shows an unknown cost as 0', () => {
  const lines: string[] = []
  const report = writeReport('needle', (line) => lines.push(line))
  report.ask('What is it?', 'one\ntwo', 'small')
  report.conclude({ answer: '1', expected: '2', usage })
  const text = lines.join('\n')
  expect(text).toContain('7 characters in 2 lines')
  expect(text).toContain('agrees    NO')
  expect(text).toContain('unknown: there is no price for a, b')
  expect(report.outcomes).toMatchObject([{ example: 'needle, small', agrees: false }])
})

test('the table has a line for each outcome', () => {
  const outcome = { example: 'needle', answer: '1', expected: '1', agrees: true, seconds: 2, usage }
  expect(outcomeTable([outcome, outcome]).split('\n')).toHaveLength(3)
})
