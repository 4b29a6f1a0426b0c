import { describe, expect, it } from 'vitest'
import { bar, fitHeight, fitWidth, spread } from '../../../src/cli/live/fit.ts'

describe('sections', () => {
  const sections = [
    { rank: 2, lines: ['a', 'b', 'c'] },
    { rank: 3, keep: 'last', lines: ['d', 'e'] },
    { rank: 1, lines: ['f'] },
  ] as const

  it.each([
    [6, 'abcdef'],
    [5, 'abcef'],
    [3, 'abf'],
    [1, 'f'],
    [0, ''],
    [-1, ''],
  ])('share %i lines by rank, and stay in order', (height, expected) => {
    expect(fitHeight(sections, height).join('')).toBe(expected)
  })
})

describe('a line', () => {
  it('is cut by columns, of which wide characters take two', () => {
    expect(fitWidth('報告書です', 6)).toBe('報告…')
    expect(fitWidth('anything', 0)).toBe('')
  })

  it('has two ends, of which the left one gives way', () => {
    expect(spread('left', 'right', 20)).toBe('left           right')
    expect(spread('a very long left end', 'right', 20)).toBe('a very long …  right')
    expect(spread('left', 'right', 8)).toBe('left')
  })
})

describe('a bar', () => {
  it.each([
    [0, '░░░░'],
    [0.5, '██░░'],
    [1, '████'],
    [7, '████'],
    [-1, '░░░░'],
  ])('for %d is %s', (share, expected) => {
    expect(bar(share, 4)).toBe(expected)
  })
})
