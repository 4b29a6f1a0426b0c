import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { priceOf } from '../../src/cost/prices.ts'
import { amountsAt, boundInput, longestReply, worstCase } from '../../src/cost/worst-case.ts'

const PRICES = { mine: { input: 2, cachedInput: 1, output: 8 } }
const MANY = { costUsd: Infinity, tokens: Infinity, calls: Infinity }

it('bounds input tokens by the UTF-8 bytes and 16 tokens a message', () => {
  const messages = [
    { role: 'system', content: 'abc' },
    { role: 'user', content: 'äöü🙂' },
  ] as const
  expect(boundInput(messages)).toBe(16 + 3 + 16 + 10)
})

it('prices the input as not cached, and the output by its length', () => {
  const worst = worstCase('mine', 1000, PRICES)
  expect(worst).toEqual({ inputTokens: 1000, inputUsd: 0.002, usdPerOutputToken: expect.closeTo(8e-6, 12) })
  const amounts = worst && amountsAt(worst, 500)
  expect(amounts).toEqual({ costUsd: expect.closeTo(0.006, 12), tokens: 1500, calls: 1 })
})

it('says null of a model without a price', () => {
  expect(worstCase('mystery', 1000, PRICES)).toBeNull()
})

it.each(['gpt-5.4', 'gpt-5.4-mini', 'claude-sonnet-4-5', 'gemini-2.5-pro', 'mine'])(
  'is never less than what a call of %s comes to',
  (model) => {
    const tokens = fc.nat(2_000_000)
    fc.assert(
      fc.property(tokens, tokens, fc.nat(100_000), (bound, input, outputTokens) => {
        const inputTokens = Math.min(bound, input)
        const usage = { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 }
        const worst = worstCase(model, bound, PRICES)
        if (worst === null) throw new Error(`no price for ${model}`)
        expect(amountsAt(worst, outputTokens).costUsd + 1e-9).toBeGreaterThanOrEqual(priceOf(model, usage, PRICES) ?? 0)
      }),
    )
  },
)

it.each([
  ['tokens', { tokens: 1200 }, 200],
  ['cost', { costUsd: 0.0021 }, 12],
  ['the tighter of both', { tokens: 1005, costUsd: 0.0021 }, 5],
  ['tokens that do not cover the input', { tokens: 900 }, -100],
  ['a cost that does not cover the input', { costUsd: 0.001 }, -1],
  ['no call', { calls: 0 }, -1],
])('finds the longest reply that %s leave room for', (_, room, length) => {
  const worst = { inputTokens: 1000, inputUsd: 0.002, usdPerOutputToken: 8e-6 }
  expect(longestReply(worst, { ...MANY, ...room })).toBe(length)
})

it('has room for any reply of a model that costs nothing', () => {
  expect(longestReply({ inputTokens: 5, inputUsd: 0, usdPerOutputToken: 0 }, { ...MANY, costUsd: 0 })).toBe(Infinity)
})
