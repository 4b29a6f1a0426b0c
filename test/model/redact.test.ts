import { expect, it } from 'vitest'
import { redact } from '../../src/model/redact.ts'

const KEY = 'sk-proj-Zq7LmXw2Rt9bVkP4Hn6c'

it.each([
  ['the key itself', `Bad key ${KEY}, sorry`, 'Bad key [redacted], sorry'],
  ['its ends around asterisks', 'Bad key sk-pr****Hn6c, sorry', 'Bad key [redacted], sorry'],
  ['its ends around dots', 'Bad key Zq7L...Hn6c', 'Bad key [redacted]'],
  ['its last four characters', 'Bad key ending in Hn6c', 'Bad key ending in [redacted]'],
  ['the key in JSON', `{"key":"${KEY}","ok":false}`, '{"key":"[redacted]","ok":false}'],
  ['a key that nobody told it of', 'Bad key gsk_abcdefgh and AIzaSyAbc', 'Bad key [redacted] and [redacted]'],
])('takes out %s', (_, text, expected) => {
  expect(redact(text, [KEY])).toBe(expected)
})

it("leaves a provider's other words alone, though they share an opening with the key", () => {
  const text = 'Your project may not use model gpt-5.4 (risk-free); see https://example.com/docs.'
  expect(redact(text, [KEY])).toBe(text)
})

it('takes out every part of a secret of several words', () => {
  expect(redact('Got Bearer token-0123456789!', ['Bearer token-0123456789'])).not.toMatch(/\d{4}/)
})

it('takes out a short secret as a whole only', () => {
  expect(redact('none of the keys: secret7 or secret', ['secret7'])).toBe('none of the keys: [redacted] or secret')
})
