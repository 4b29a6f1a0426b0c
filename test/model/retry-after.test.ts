import { expect, it } from 'vitest'
import { retryAfterMs } from '../../src/model/retry-after.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)

it.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after-ms': '1500' }, 1500],
  [{ 'retry-after-ms': 'soon', 'retry-after': '3' }, 3000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 12:01:30 GMT' }, 90_000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
])('reads %j as %s ms', (headers, expected) => {
  expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected)
})
