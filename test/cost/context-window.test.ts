import { expect, it } from 'vitest'
import { contextWindowOf } from '../../src/cost/context-window.ts'

it.each([
  ['gpt-5.4', 1_050_000],
  ['gpt-5.4-mini', 400_000],
  ['gpt-4o-mini', 128_000],
  ['claude-sonnet-4-5', 200_000],
])('knows the window of %s', (model, tokens) => {
  expect(contextWindowOf(model)).toBe(tokens)
})

it.each([
  ['a dated name', 'gpt-5.4-2026-03-05'],
  ["a router's name", 'openai/gpt-5.4'],
])('reads %s as the model it names', (_, name) => {
  expect(contextWindowOf(name)).toBe(contextWindowOf('gpt-5.4'))
})

it.each(['no-such-model', 'nobody/gpt-5.4', '/gpt-5.4', 'openai/', '', '__proto__'])(
  'guesses nothing of %j',
  (model) => {
    expect(contextWindowOf(model)).toBeUndefined()
  },
)

it('guesses nothing of a model that is listed without a window', () => {
  expect(contextWindowOf('gemini-2.5-pro')).toBeUndefined()
})
