import { describe, expect, it } from 'vitest'
import { concurrencyOf } from '../../../src/viewer/page/timeline/concurrency.ts'
import { placeIn, ticks } from '../../../src/viewer/page/timeline/time-range.ts'
import { revealed, rowWindow } from '../../../src/viewer/page/rows/row-window.ts'
import type { TreeNode } from '../../../src/viewer/model/nodes.ts'

const call = (startMs: number, endMs: number | undefined): TreeNode =>
  ({ kind: 'tool-call', startMs, endMs, outcome: { ok: true } }) as TreeNode

describe('the concurrency of calls', () => {
  it('is the most that were open at once in each slot, and one that ends as another begins is not beside it', () => {
    const nodes = [call(0, 50), call(0, 20), call(20, 30), call(50, undefined)]
    expect(concurrencyOf(nodes, 100, 10)).toMatchObject({ open: [2, 2, 2, 2, 1, 1, 1, 1, 1, 1], most: 2 })
  })

  it('is nothing where there is no call', () => {
    expect(concurrencyOf([], 0, 2)).toEqual({ open: [0, 0], failed: [false, false], most: 0 })
  })
})

describe('the time axis', () => {
  it.each([
    [1_000, [0, 200, 400, 600, 800, 1_000]],
    [100_000, [0, 20_000, 40_000, 60_000, 80_000, 100_000]],
    [7_200_000, [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]],
  ])('has round times over %d ms', (toMs, times) => {
    expect(ticks({ fromMs: 0, toMs }, 5).map(({ atMs }) => atMs)).toEqual(times)
  })

  it('has none over no time', () => expect(ticks({ fromMs: 5, toMs: 5 }, 5)).toEqual([]))

  it('places what lies within it, cuts what reaches beyond, and leaves out the rest', () => {
    const range = { fromMs: 100, toMs: 200 }
    expect(placeIn(range, 125, 150)).toEqual({ left: 25, width: 25 })
    expect(placeIn(range, 0, 150)).toEqual({ left: 0, width: 50 })
    expect(placeIn(range, 201, 300)).toBeUndefined()
  })
})

describe('the rows in sight', () => {
  it('are those between the edges and a few beyond, however many there are', () => {
    expect(rowWindow(20_000, 20, { top: 10_000, height: 400 })).toEqual({ first: 490, end: 530 })
    expect(rowWindow(3, 20, { top: 10_000, height: 400 })).toEqual({ first: 2, end: 3 })
    expect(rowWindow(0, 20, { top: 0, height: 400 })).toEqual({ first: 0, end: 0 })
  })

  it('stay where they are for a row that is seen, and move as little as it takes for another', () => {
    expect(revealed(7, 20, { top: 100, height: 200 })).toBe(100)
    expect(revealed(2, 20, { top: 100, height: 200 })).toBe(20)
    expect(revealed(20, 20, { top: 100, height: 200 })).toBe(240)
  })
})
