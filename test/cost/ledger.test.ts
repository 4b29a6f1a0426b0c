import { expect, it } from 'vitest'
import { type AnsweredCall, Ledger } from '../../src/cost/ledger.ts'

const PRICES = {
  big: { input: 10, cachedInput: 1, output: 100 },
  small: { input: 2, output: 8 },
}

function call(overrides: Partial<AnsweredCall> & Partial<AnsweredCall['reply']> = {}): AnsweredCall {
  const { depth = 0, model = 'big', messages = [], ...reply } = overrides
  const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 100, reasoningTokens: 30 }
  return { depth, model, messages, reply: { text: '', finishReason: 'stop', usage, ...reply } }
}

// big: (600 * 10 + 400 * 1 + 100 * 100) / 1e6; small: (1000 * 2 + 100 * 8) / 1e6
const BIG_USD = 0.0164
const SMALL_USD = 0.0028

it('is all zeros before the first call', () => {
  expect(new Ledger().summary()).toEqual({
    totalCalls: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    totalTokens: 0,
    estimatedCostUsd: 0,
    breakdownByComponent: {
      rootLlm: { calls: 0, costUsd: 0, model: '' },
      subCalls: { calls: 0, costUsd: 0, model: '' },
    },
    byModel: {},
    byDepth: {},
    unpricedModels: [],
    callsWithEstimatedTokens: 0,
  })
})

it('adds up a tree by component, model and depth', () => {
  const ledger = new Ledger({ prices: PRICES })
  ledger.record(call())
  ledger.record(call({ depth: 1, model: 'small' }))
  ledger.record(call({ depth: 2, model: 'small' }))
  ledger.record(call({ depth: 2, model: 'big' }))
  const summary = ledger.summary()
  expect(summary).toMatchObject({ totalCalls: 4, inputTokens: 4000, cachedInputTokens: 1600, outputTokens: 400 })
  expect(summary).toMatchObject({ reasoningTokens: 120, totalTokens: 4400 })
  expect(summary.estimatedCostUsd).toBeCloseTo(2 * BIG_USD + 2 * SMALL_USD, 12)
  expect(summary.breakdownByComponent.rootLlm).toEqual({
    calls: 1,
    costUsd: expect.closeTo(BIG_USD, 12),
    model: 'big',
  })
  const subCalls = { calls: 3, costUsd: expect.closeTo(BIG_USD + 2 * SMALL_USD, 12), model: 'small, big' }
  expect(summary.breakdownByComponent.subCalls).toEqual(subCalls)
  expect(summary.byModel['small']).toMatchObject({
    calls: 2,
    inputTokens: 2000,
    costUsd: expect.closeTo(2 * SMALL_USD, 12),
  })
  expect(Object.keys(summary.byDepth)).toEqual(['0', '1', '2'])
  expect(summary.byDepth['2']).toMatchObject({ calls: 2, costUsd: expect.closeTo(BIG_USD + SMALL_USD, 12) })
})

it('says what each call came to', () => {
  const cost = new Ledger({ prices: PRICES }).record(call())
  expect(cost.costUsd).toBeCloseTo(BIG_USD, 12)
  expect(cost.usage).toEqual({ inputTokens: 1000, cachedInputTokens: 400, outputTokens: 100, reasoningTokens: 30 })
})

it('poisons with null exactly the sums that an unknown price is part of, and names the model', () => {
  const ledger = new Ledger({ prices: PRICES })
  ledger.record(call())
  ledger.record(call({ depth: 1, model: 'mystery' }))
  ledger.record(call({ depth: 1, model: 'mystery' }))
  const summary = ledger.summary()
  expect(summary.estimatedCostUsd).toBeNull()
  expect(summary.breakdownByComponent.subCalls.costUsd).toBeNull()
  expect(summary.breakdownByComponent.rootLlm.costUsd).toBeCloseTo(BIG_USD, 12)
  expect(summary.byModel['mystery']?.costUsd).toBeNull()
  expect(summary.byModel['big']?.costUsd).toBeCloseTo(BIG_USD, 12)
  expect(summary.byDepth['1']?.costUsd).toBeNull()
  expect(summary.unpricedModels).toEqual(['mystery'])
})

it('stays null after priced calls follow the unpriced one', () => {
  const ledger = new Ledger({ prices: PRICES })
  ledger.record(call({ model: 'mystery' }))
  ledger.record(call())
  expect(ledger.summary().estimatedCostUsd).toBeNull()
})

it("takes the provider's own charge before any list", () => {
  const ledger = new Ledger({ prices: PRICES })
  ledger.record(call({ costUsd: 0.5 }))
  ledger.record(call({ model: 'mystery', costUsd: 0.25 }))
  expect(ledger.summary()).toMatchObject({ estimatedCostUsd: 0.75, unpricedModels: [] })
})

it('does not believe a charge that is no amount', () => {
  const ledger = new Ledger({ prices: PRICES })
  expect(ledger.record(call({ costUsd: -1 })).costUsd).toBeCloseTo(BIG_USD, 12)
  expect(ledger.record(call({ costUsd: Number.NaN })).costUsd).toBeCloseTo(BIG_USD, 12)
})

it.each([
  ['no usage', undefined],
  ['a usage of NaN', { inputTokens: Number.NaN, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 }],
])('estimates UTF-8 bytes / 4 where a provider reports %s, and counts such calls', (_, usage) => {
  const ledger = new Ledger({ prices: PRICES })
  const messages = [
    { role: 'system', content: 'abcd' },
    { role: 'user', content: 'ééé' },
  ] as const
  const cost = ledger.record(call({ messages, usage, text: 'fünf!' }))
  // 4 + 6 bytes asked, 6 bytes answered.
  expect(cost.usage).toEqual({ inputTokens: 3, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 })
  expect(cost.costUsd).toBeCloseTo((3 * 10 + 2 * 100) / 1_000_000, 12)
  expect(ledger.summary()).toMatchObject({ callsWithEstimatedTokens: 1, inputTokens: 3, outputTokens: 2 })
})

it('books an attempt that broke off after its first text as a call with estimated tokens', () => {
  const instance = new Ledger({ prices: PRICES })
  const messages = [{ role: 'user', content: 'eight by' }] as const
  const cost = instance.child().recordBroken({ depth: 1, model: 'small', messages, text: 'fünf!' })
  expect(cost).toEqual({
    usage: { inputTokens: 2, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0 },
    costUsd: expect.closeTo((2 * 2 + 2 * 8) / 1_000_000, 12),
  })
  expect(instance.summary()).toMatchObject({ totalCalls: 1, totalTokens: 4, callsWithEstimatedTokens: 1 })
})

it('takes an attempt that broke off before any text as free', () => {
  const ledger = new Ledger({ prices: PRICES })
  const messages = [{ role: 'user', content: 'eight by' }] as const
  expect(ledger.recordBroken({ depth: 1, model: 'small', messages, text: '' })).toBeUndefined()
  expect(ledger.summary()).toMatchObject({ totalCalls: 0, estimatedCostUsd: 0 })
})

it('books what a child records in every parent, and nothing of a sibling', () => {
  const instance = new Ledger({ prices: PRICES })
  const run = instance.child()
  const nested = run.child()
  const sibling = instance.child()
  run.record(call())
  nested.record(call({ depth: 1, model: 'small' }))
  sibling.record(call({ model: 'mystery' }))
  expect(nested.summary()).toMatchObject({ totalCalls: 1, estimatedCostUsd: expect.closeTo(SMALL_USD, 12) })
  expect(run.summary()).toMatchObject({ totalCalls: 2, estimatedCostUsd: expect.closeTo(BIG_USD + SMALL_USD, 12) })
  expect(instance.summary()).toMatchObject({ totalCalls: 3, estimatedCostUsd: null, unpricedModels: ['mystery'] })
})

it('starts anew on reset while its running children keep their own sums', () => {
  const instance = new Ledger({ prices: PRICES })
  const run = instance.child()
  run.record(call({ model: 'mystery' }))
  instance.reset()
  run.record(call())
  expect(instance.summary()).toMatchObject({ totalCalls: 1, estimatedCostUsd: expect.closeTo(BIG_USD, 12) })
  expect(run.summary()).toMatchObject({ totalCalls: 2, estimatedCostUsd: null })
})

it('gives summaries that later calls do not change', () => {
  const ledger = new Ledger({ prices: PRICES })
  ledger.record(call())
  const before = ledger.summary()
  ledger.record(call())
  expect(before.totalCalls).toBe(1)
  expect(before.byModel['big']?.calls).toBe(1)
})

it('leaves prices out with trackCosts false: null costs, nothing called unpriced, tokens as ever', () => {
  const ledger = new Ledger({ prices: PRICES, trackCosts: false })
  expect(ledger.summary().estimatedCostUsd).toBeNull()
  const run = ledger.child()
  expect(run.record(call({ costUsd: 0.5 })).costUsd).toBeNull()
  const { estimatedCostUsd, unpricedModels, breakdownByComponent, byModel, totalTokens } = ledger.summary()
  expect({ estimatedCostUsd, unpricedModels, totalTokens }).toEqual({
    estimatedCostUsd: null,
    unpricedModels: [],
    totalTokens: 1100,
  })
  expect(breakdownByComponent.rootLlm).toEqual({ calls: 1, costUsd: null, model: 'big' })
  expect(byModel['big']?.costUsd).toBeNull()
})

it('treats a model that a block names __proto__ as a name like any other', () => {
  const ledger = new Ledger({ prices: PRICES })
  ledger.record(call({ depth: 1, model: '__proto__' }))
  const { byModel, unpricedModels } = ledger.summary()
  expect(Object.keys(byModel)).toEqual(['__proto__'])
  expect(unpricedModels).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>)['calls']).toBeUndefined()
})

it('prices cached tokens at their own rate, listed or given', () => {
  const usage = { inputTokens: 1_000_000, cachedInputTokens: 1_000_000, outputTokens: 0, reasoningTokens: 0 }
  const ledger = new Ledger({ prices: PRICES })
  expect(ledger.record(call({ usage })).costUsd).toBeCloseTo(PRICES.big.cachedInput, 12)
  expect(ledger.record(call({ model: 'gpt-5.4-mini', usage })).costUsd).toBeCloseTo(0.075, 12)
})
