import { describe, expect, it } from 'vitest'
import {
  exactCount,
  formatCount,
  formatDuration,
  formatShare,
  formatUsd,
  plural,
} from '../../../src/viewer/page/format.ts'

describe('figures', () => {
  it.each([
    [0, '0 ms'],
    [840.4, '840 ms'],
    [999.6, '1.00 s'],
    [12_340, '12.3 s'],
    [59_990, '1 m 00 s'],
    [125_000, '2 m 05 s'],
    [3_720_000, '1 h 02 m'],
    [-5, '0 ms'],
  ])('tell %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it.each([
    [812, '812'],
    [9_999, '9,999'],
    [12_345, '12.3k'],
    [999_600, '1M'],
    [3_560_000, '3.6M'],
    [2_000_000_000, '2G'],
  ])('tell a count of %d as %s', (count, text) => expect(formatCount(count)).toBe(text))

  it.each([
    [null, 'unknown'],
    [undefined, 'unknown'],
    [0, '$0'],
    [0.000_000_1, '<$0.000001'],
    [0.000_045_6, '$0.000046'],
    [0.0123, '$0.012'],
    [0.5, '$0.50'],
    [12.345, '$12.35'],
  ])('tell a cost of %d as %s', (usd, text) => expect(formatUsd(usd)).toBe(text))

  it('tell a share of nothing as none', () => {
    expect([formatShare(1, 4), formatShare(0, 0)]).toEqual(['25%', '–'])
  })

  it('have groups of three digits, and nouns that fit', () => {
    expect([exactCount(1_234_567), plural(1, 'call'), plural(20_000, 'call')]).toEqual([
      '1,234,567',
      '1 call',
      '20,000 calls',
    ])
  })
})
