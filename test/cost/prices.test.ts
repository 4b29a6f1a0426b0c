import { expect, it } from 'vitest'
import { isPriced, priceOf } from '../../src/cost/prices.ts'
import type { TokenUsage } from '../../src/cost/usage.ts'

const USAGE: TokenUsage = {
  inputTokens: 100_000,
  cachedInputTokens: 40_000,
  outputTokens: 10_000,
  reasoningTokens: 4000,
}

it('prices a listed model with its cached tokens at their own rate', () => {
  // gpt-5.4-mini: 0.75 in, 0.075 cached, 4.5 out per million.
  const expected = (60_000 * 0.75 + 40_000 * 0.075 + 10_000 * 4.5) / 1_000_000
  expect(priceOf('gpt-5.4-mini', USAGE)).toBeCloseTo(expected, 10)
})

it('knows both default models', () => {
  expect(priceOf('gpt-5.4', USAGE)).toBeGreaterThan(0)
  expect(priceOf('gpt-5.4-mini', USAGE)).toBeGreaterThan(0)
})

it('does not bill reasoning twice: it is part of the output', () => {
  expect(priceOf('gpt-5.4', USAGE)).toBe(priceOf('gpt-5.4', { ...USAGE, reasoningTokens: 0 }))
})

it.each([
  ['a dated name', 'gpt-5.4-2026-03-05'],
  ["a router's name", 'openai/gpt-5.4'],
])('prices %s as the model it names', (_, name) => {
  expect(priceOf(name, USAGE)).toBe(priceOf('gpt-5.4', USAGE))
})

it.each(['no-such-model', 'gpt-5.4-imaginary', 'nobody/gpt-5.4', 'meta-llama/', '/gpt-5.4', ''])(
  'says null of %j, never 0',
  (model) => {
    expect(priceOf(model, USAGE)).toBeNull()
  },
)

it('lets own prices go before the list', () => {
  const prices = { 'gpt-5.4': { input: 10, cachedInput: 1, output: 100 } }
  expect(priceOf('gpt-5.4', USAGE, prices)).toBeCloseTo(0.6 + 0.04 + 1, 10)
})

it('charges cached tokens as input where an own price names no rate for them', () => {
  expect(priceOf('local', USAGE, { local: { input: 10, output: 100 } })).toBeCloseTo(1 + 1, 10)
})

it('takes an own price of 0 as known', () => {
  expect(priceOf('local', USAGE, { local: { input: 0, output: 0 } })).toBe(0)
})

it('does not mistake an inherited property for a price', () => {
  expect(priceOf('constructor', USAGE, {})).toBeNull()
  expect(priceOf('__proto__', USAGE, {})).toBeNull()
})

it('survives a provider that reports more cached tokens than input tokens', () => {
  const odd = { ...USAGE, inputTokens: 1000, cachedInputTokens: 5000, outputTokens: 0 }
  expect(priceOf('gpt-5.4-mini', odd)).toBeCloseTo((1000 * 0.075) / 1_000_000, 12)
})

it('knows which models have a price', () => {
  expect(isPriced('gpt-5.4')).toBe(true)
  expect(isPriced('local', { local: { input: 0, output: 0 } })).toBe(true)
  expect(isPriced('no-such-model')).toBe(false)
})
