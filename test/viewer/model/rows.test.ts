import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/run/events.ts'
import { visibleRows } from '../../../src/viewer/model/rows.ts'
import { TrajectoryTree } from '../../../src/viewer/model/trajectory-tree.ts'
import { header } from '../../trajectory/recordings.ts'
import { fastestOf, recordedOnce, treeOf } from './trees.ts'

function start(type: RunEvent['type'], id: string, parentId: string): RunEvent {
  return { type, id, parentId, runId: 'run', depth: 1, atMs: 0 } as unknown as RunEvent
}

describe('the rows of a tree', () => {
  it('come from top to bottom, each as deep as it lies', async () => {
    const tree = treeOf(await recordedOnce())
    const rows = visibleRows(tree, () => false)
    expect(rows.map(({ node }) => node)).toEqual(tree.nodes)
    expect(rows.map(({ level }) => level).slice(0, 7)).toEqual([0, 1, 2, 2, 3, 2, 1])
    expect(rows.filter(({ hasChildren }) => hasChildren).every(({ node }) => node.children.length > 0)).toBe(true)
  })

  it('leave out what is folded; what has nothing in it cannot be folded', async () => {
    const tree = treeOf(await recordedOnce())
    const rows = visibleRows(tree, ({ kind }) => kind === 'turn' || kind === 'reply')
    expect(rows.map(({ node, isFolded }) => [node.kind, isFolded])).toEqual([
      ['run', false],
      ['turn', true],
      ['turn', true],
      ['turn', true],
    ])
    const [, , reply] = visibleRows(tree, ({ kind }) => kind === 'reply')
    expect(reply).toMatchObject({ node: { kind: 'reply' }, isFolded: false, hasChildren: false })
  })

  it('are none where there is nothing yet', () => {
    expect(visibleRows(new TrajectoryTree(), () => false)).toEqual([])
  })

  it('are made of 100,000 nodes in less than half a second, in one place or each in another', () => {
    const flat = treeOf([header, ...Array.from({ length: 100_000 }, (_, i) => start('block-start', `${i}`, 'run'))])
    const deep = treeOf([header, ...Array.from({ length: 100_000 }, (_, i) => start('run-start', `${i}`, `${i - 1}`))])
    for (const tree of [flat, deep]) {
      expect(visibleRows(tree, () => false).length).toBe(100_001)
      expect(fastestOf(5, () => visibleRows(tree, () => false))).toBeLessThan(500)
    }
  })
})
