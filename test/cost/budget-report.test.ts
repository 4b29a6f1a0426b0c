import { describe, expect, it } from 'vitest'
import { budgetOf, call, cost } from './dollar-tokens.ts'

describe('the report', () => {
  it('is plain JSON: what was used of everything, and what is left of each limit', async () => {
    const budget = budgetOf({ costUsd: 1000, errors: 4, durationMs: 60_000 })
    const reservation = await budget.reserve(call({ maxOutputTokens: 500 }))
    reservation.settle(cost(250))
    budget.noteError()
    const report = budget.report()
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(report).toEqual({
      costUsd: { limit: 1000, spent: 250, left: 750 },
      tokens: { spent: 250 },
      calls: { spent: 1 },
      durationMs: { limit: 60_000, spent: expect.any(Number), left: expect.any(Number) },
      errors: { limit: 4, spent: 1, left: 3 },
    })
  })

  it('says null of a cost that is not known', async () => {
    expect(budgetOf({}, { trackCosts: false }).report().costUsd).toEqual({ spent: null })
    const budget = budgetOf({})
    const reservation = await budget.reserve(call())
    reservation.settle(cost(5, null))
    expect(budget.report().costUsd).toEqual({ spent: null })
  })

  it('knows the largest share that is used', async () => {
    const budget = budgetOf({ costUsd: 1000, tokens: 2000, calls: 10, errors: 5 })
    const reservation = await budget.reserve(call({ maxOutputTokens: 500 }))
    reservation.settle(cost(400))
    expect(budget.shareUsed()).toBeCloseTo(0.4)
    Array.from({ length: 3 }, () => budget.noteError())
    expect(budget.shareUsed()).toBeCloseTo(0.6)
  })
})
