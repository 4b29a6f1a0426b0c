import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/run/events.ts'
import { excerpt, findNodes } from '../../../src/viewer/model/search.ts'
import type { TrajectoryTree } from '../../../src/viewer/model/trajectory-tree.ts'
import { header } from '../../trajectory/recordings.ts'
import { fastestOf, recordedOnce, treeOf } from './trees.ts'

function event(type: RunEvent['type'], rest: object): RunEvent {
  return { runId: 'run', depth: 0, atMs: 1, type, ...rest } as unknown as RunEvent
}

function blockWith(source: string): TrajectoryTree {
  return treeOf([header, event('block-start', { id: '1', parentId: 'run', iteration: 1, index: 0, source })])
}

function excerptOf(source: string, query: string) {
  const [node] = findNodes(blockWith(source), query)
  return node && excerpt(node, query)
}

describe('a search in a recorded run', () => {
  let tree: TrajectoryTree

  beforeEach(async () => {
    tree = treeOf(await recordedOnce())
  })

  it.each([
    ['a query', 'what is it', ['run query', 'reply message']],
    ['an answer', 'twig+plain', ['run answer', 'block answer']],
    ['what a model said', 'let me see', ['reply reply']],
    ['what a block is', 'null.x', ['reply reply', 'block source', 'reply message']],
    ['what a block printed', 'yyyy', ['block output', 'reply message']],
    ['an error', 'Cannot read properties', ['block error', 'reply message']],
    ['a prompt', 'REFUSED', ['reply reply', 'block source', 'sub-call prompt']],
    ['the answer of a sub-call', 'plain twig', ['run answer', 'sub-call answer', 'reply message', 'block answer']],
    ['why a call failed', 'must accept the request', ['block note', 'sub-call error', 'reply message']],
    ['why a call was made again', 'overloaded', ['reply error']],
    ['the argument of a tool', '"id":7', ['tool-call argument']],
    ['the result of a tool', 'seven', ['block result', 'tool-call result', 'reply message']],
  ])('finds %s where it stands', (_, query, expected) => {
    const found = findNodes(tree, query).map((node) => `${node.kind} ${excerpt(node, query)?.field}`)
    expect(found).toEqual(expected)
  })

  it('leaves out system prompts, which every call has', () => {
    const [system] = tree.nodes.flatMap((node) => (node.kind === 'reply' ? node.call.messages : []))
    expect(system?.role).toBe('system')
    expect(findNodes(tree, system?.content.slice(0, 60) ?? '')).toEqual([])
  })

  it('finds nothing for nothing', () => {
    const [node] = tree.nodes
    expect(findNodes(tree, '')).toEqual([])
    expect(node && excerpt(node, '')).toBeUndefined()
    expect(node && excerpt(node, 'not to be found')).toBeUndefined()
  })
})

describe('an excerpt', () => {
  it('has the hit as it is written, and some of what stands around it', () => {
    const source = `${'a'.repeat(100)}ÄRGER${'b'.repeat(300)}`
    expect(excerptOf(source, 'ärger')).toEqual({
      before: 'a'.repeat(40),
      hit: 'ÄRGER',
      after: 'b'.repeat(120),
      field: 'source',
    })
  })

  it.each([
    ['İstanbul is far', 'istanbul', undefined],
    ['İİİ then', 'then', 'then'],
    ['İx', 'i', 'İ'],
    ['ΟΔΟΣ', 'οδός'.normalize('NFD').replaceAll('\u0301', ''), 'ΟΔΟΣ'],
    ['ΟΔΟΣ ΜΟΥ', 'οδοσ', 'ΟΔΟΣ'],
    ['日本語のテキスト', '本語', '本語'],
  ])('is right where letters change their length: %s', (text, query, hit) => {
    expect(excerptOf(text, query)?.hit).toBe(hit)
  })

  it('cuts no letter of two halves in two', () => {
    const { before, after } = excerptOf(`${'😀'.repeat(60)}xhitx${'😀'.repeat(100)}`, 'hit') ?? {}
    expect(before).toBe(`${'😀'.repeat(20)}x`)
    expect(after).toBe(`x${'😀'.repeat(59)}`)
  })
})

describe('a search in a run that goes on', () => {
  it('finds what has come since', () => {
    const messages = [{ role: 'user', content: 'hello' }]
    const tree = treeOf([
      header,
      event('model-call-start', { id: '1', parentId: 'run', role: 'root', model: 'm', messages }),
    ])
    const count = (query: string) => findNodes(tree, query).length
    expect([count('hello'), count('whale')]).toEqual([1, 0])
    tree.add(event('model-call-delta', { id: '1', text: 'a wh' }))
    tree.add(event('model-call-delta', { id: '1', text: 'ale' }))
    expect(count('whale')).toBe(1)
    tree.add(event('model-call-end', { id: '1', text: 'a shark', source: 'model', outcome: { ok: true } }))
    expect([count('hello'), count('whale'), count('shark')]).toEqual([1, 0, 1])
  })
})

it('looks through 20,000 calls in less than a quarter of a second once it has seen them', () => {
  const text = (index: number) => `Document ${index} says: ${'lorem ipsum dolor sit amet '.repeat(40)}`
  const calls = Array.from({ length: 20_000 }, (_, index) => [
    event('sub-call-start', { id: `${index}`, parentId: 'run', kind: 'llm', prompt: text(index) }),
    event('sub-call-end', { id: `${index}`, text: `Answer ${index}`, durationMs: 1, outcome: { ok: true } }),
  ])
  const tree = treeOf([header, ...calls.flat()])
  expect(findNodes(tree, 'answer 19999')).toHaveLength(1)
  expect(fastestOf(5, () => findNodes(tree, 'answer 19999'))).toBeLessThan(250)
})
