import { array, assert, boolean, property } from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../src/run/events.ts'
import type { TreeNode } from '../../../src/viewer/model/nodes.ts'
import type { TrajectoryRecord } from '../../../src/trajectory/format.ts'
import { TrajectoryTree } from '../../../src/viewer/model/trajectory-tree.ts'
import { visibleRows } from '../../../src/viewer/model/rows.ts'
import { type ChatRequest, errorBody } from '../../support/chat-server.ts'
import { block } from '../../support/script.ts'
import { header } from '../../trajectory/recordings.ts'
import { outline, recordedOnce, recordsOf, treeOf } from './trees.ts'

let everything: TrajectoryRecord[]
let tree: TrajectoryTree

beforeEach(async () => {
  everything = await recordedOnce()
  tree = treeOf(everything)
})

function ofKind<Kind extends TreeNode['kind']>(kind: Kind, { nodes } = tree): (TreeNode & { kind: Kind })[] {
  return nodes.filter((node): node is TreeNode & { kind: Kind } => node.kind === kind)
}

/** An event of the run of `header`, a millisecond after the one before it. */
function event(type: RunEvent['type'], rest: object): RunEvent {
  return { runId: 'run', depth: 0, atMs: 1, type, ...rest } as unknown as RunEvent
}

const ok = { ok: true }
const failed = { ok: false, code: 'timeout', message: 'too late' }
const usage = { inputTokens: 10, cachedInputTokens: 4, outputTokens: 2, reasoningTokens: 0 }
const reply = { role: 'root', text: 'said', source: 'model', usage, costUsd: 0.5, durationMs: 1, outcome: ok }
const call = { role: 'root', model: 'm', promptChars: 2, messages: [{ role: 'user', content: 'hi' }] }

describe('a tree of a recorded run', () => {
  it('has turns in the run, replies and blocks in turns, calls in blocks, and a nested run in its call', () => {
    expect(outline(tree)).toEqual([
      'run',
      '  turn',
      '    reply',
      '    block',
      '      tool-call',
      '    block',
      '  turn',
      '    reply',
      '    block',
      '      sub-call',
      '      sub-call',
      '      sub-call failed',
      '  turn',
      '    reply',
      '    block',
      '      sub-call',
      '        run',
      '          turn',
      '            reply',
      '            block',
      '              sub-call',
    ])
    expect(tree).toMatchObject({ isComplete: true, header: { type: 'trajectory' } })
    expect(tree.nodes.map(({ key }) => key)).toEqual([...tree.nodes.keys()])
  })

  it('tells what each part did', () => {
    const [root, nested] = ofKind('run')
    expect(root).toBe(tree.root)
    expect(root).toMatchObject({ query: 'What is it?', answer: 'plain leaf+plain twig+plain leaf!', depth: 0 })
    expect(root).toMatchObject({ answerSource: 'code', stopReason: 'final', usage: { totalCalls: 7 } })
    expect(nested).toMatchObject({ answer: 'plain leaf!', depth: 1, model: 'sub-model' })
    expect(ofKind('block')[0]?.result?.stdout).toBe(`${'y'.repeat(300)}\n`)
    expect(ofKind('block')[1]).toMatchObject({ index: 1, source: 'null.x', result: { error: { name: 'TypeError' } } })
    expect(ofKind('tool-call')[0]).toMatchObject({ name: 'lookup', argument: '{"id":7}', result: '{"name":"seven"}' })
    const { call } = ofKind('sub-call')[0] ?? {}
    expect(call).toMatchObject({ role: 'sub-call', reply: 'plain leaf', source: 'model', retries: [] })
    expect(call?.messages).toEqual([{ role: 'user', content: 'leaf' }])
  })

  it('shows a call that was made again, and what its model replied at last', () => {
    const [first] = ofKind('reply')
    expect(first?.call.retries).toMatchObject([
      { attempt: 1, message: expect.stringContaining('overloaded') as string },
    ])
    expect(first?.call.reply).toMatch(/^Let me see/)
    expect(first?.totals).toMatchObject({ calls: 1, retries: 1, errors: 0 })
  })

  it('sums calls, tokens, retries and failures upwards', () => {
    const used = tree.root?.usage
    expect(tree.root?.totals).toMatchObject({ calls: used?.totalCalls, inputTokens: used?.inputTokens })
    expect(tree.root?.totals).toMatchObject({ outputTokens: used?.outputTokens, errors: 2, retries: 1, costUsd: null })
    expect(ofKind('turn').map(({ totals }) => [totals.calls, totals.errors])).toEqual([
      [1, 1],
      [3, 1],
      [3, 0],
      [2, 0],
    ])
  })
})

describe('a failure', () => {
  it('of a nested run counts where it arose, and once', async () => {
    const sub = () => ({ status: 401, body: errorBody('no', 'invalid_api_key') })
    const root = [block('llm_query("nested")'), block('FINAL(1)')]
    const records = await recordsOf({ root, sub }, { maxDepth: 2 })
    const failing = treeOf(records)
    expect(ofKind('reply', failing).filter(({ outcome }) => outcome?.ok === false)).toHaveLength(1)
    expect(ofKind('sub-call', failing)[0]).toMatchObject({ outcome: { ok: false }, totals: { errors: 1 } })
    expect(ofKind('block', failing)[0]).toMatchObject({ totals: { errors: 2 } })
  })

  it('of the whole run leaves its message, and the calls that were paid for', async () => {
    const refused = { status: 401, body: errorBody('no', 'invalid_api_key') }
    const { root, isComplete } = treeOf(await recordsOf({ root: [block('1'), refused] }))
    expect(isComplete).toBe(true)
    expect(root).toMatchObject({ outcome: { ok: false, code: 'authentication' }, totals: { calls: 1, errors: 1 } })
  })
})

describe('what befalls a run', () => {
  it('stands among its turns, and a compaction holds its call', async () => {
    const reply = ({ body }: ChatRequest): string =>
      /Write no block/.test(body.messages.at(-1)?.content ?? '') ? 'So far.' : block('print("y".repeat(3800))')
    const options = { contextWindow: { 'root-model': 6000 }, maxIterations: 6 }
    const { root } = treeOf(await recordsOf({ root: [reply] }, options))
    const compaction = root?.children.find(({ kind }) => kind === 'notice')
    expect(compaction).toMatchObject({
      notice: 'compaction',
      text: expect.stringMatching(
        /^Older turns are replaced by a summary: [\d,]+ tokens became [\d,]+ tokens\.$/,
      ) as string,
      children: [{ kind: 'reply', call: { role: 'summary', reply: 'So far.' } }],
    })
  })

  it('is told in words', () => {
    const { root } = treeOf([
      header,
      event('limit', { limit: 'costUsd', allowed: 1, spent: 1.25 }),
      event('limit', { limit: 'patience', allowed: 1, spent: 2 }),
      event('sandbox-restart', { reason: 'It ran out of memory.' }),
      event('storage-error', { storage: 'cache', message: 'A cache must be writable.' }),
      event('replay-divergence', { message: 'The run has left its path.' }),
    ])
    expect(root?.children.map((node) => node.kind === 'notice' && node.text)).toEqual([
      'The limit `costUsd` was reached: $1.2500 of $1.0000.',
      'The limit `patience` was reached: 2 of 1.',
      'The sandbox was started anew: It ran out of memory.',
      'A cache must be writable.',
      'The run has left its path.',
    ])
  })
})

describe('a call', () => {
  it('that a cache answered is free', () => {
    const { root } = treeOf([
      header,
      event('model-call-start', { id: '1', parentId: 'run', ...call }),
      event('model-call-end', { id: '1', ...reply, source: 'cache', costUsd: 0 }),
    ])
    expect(root?.totals).toMatchObject({ calls: 0, freeCalls: 1, inputTokens: 0, costUsd: 0 })
  })

  it('of a model without a price makes the cost of all that holds it unknown, and of nothing else', () => {
    const run = treeOf([
      header,
      event('iteration-start', { id: 'a', parentId: 'run', iteration: 1, isLast: false }),
      event('model-call-start', { id: '1', parentId: 'a', ...call }),
      event('model-call-end', { id: '1', ...reply }),
      event('iteration-start', { id: 'b', parentId: 'run', iteration: 2, isLast: false }),
      event('model-call-start', { id: '2', parentId: 'b', ...call }),
      event('model-call-end', { id: '2', ...reply, costUsd: null }),
      event('model-call-end', { id: '2', ...reply, costUsd: 7 }),
    ])
    expect(run.root?.totals).toMatchObject({ costUsd: null, calls: 2, cachedInputTokens: 8 })
    expect(ofKind('turn', run).map(({ totals }) => totals.costUsd)).toEqual([0.5, null])
  })

  it('shows its reply while it comes, and begins anew where it is made again', () => {
    const live = treeOf([header, event('model-call-start', { id: '1', parentId: 'run', ...call })])
    const said = () => ofKind('reply', live)[0]?.call.reply
    live.add(event('model-call-delta', { id: '1', text: 'Let' }))
    live.add(event('model-call-delta', { id: '1', text: ' me' }))
    expect(said()).toBe('Let me')
    live.add(event('model-call-retry', { id: '1', attempt: 1, delayMs: 5, outcome: failed }))
    expect(said()).toBe('')
    live.add(event('model-call-end', { id: '1', ...reply }))
    expect(said()).toBe('said')
  })
})

describe('what a crash leaves', () => {
  it('without an end stays open', () => {
    const cut = treeOf(everything.slice(0, -6))
    expect(cut.isComplete).toBe(false)
    expect(outline(cut)).toContain('run open')
    expect(outline(cut)).toHaveLength(outline(tree).length)
  })

  it('without its run makes one of the header, which counts what was paid', () => {
    const late = treeOf([header, event('model-call-end', { id: '9', ...reply }), event('block-end', { id: '8' })])
    expect(outline(late)).toEqual(['run open'])
    expect(late.root).toMatchObject({ runId: 'run', model: 'root-model', totals: { calls: 1, costUsd: 0.5 } })
  })

  it('without its parent belongs to its run, or to the outermost one', () => {
    const orphans = treeOf([
      header,
      event('run-start', { id: 'run', query: 'q' }),
      event('run-start', { id: 'n', runId: 'n', parentId: 'lost', depth: 1, query: 'nested' }),
      event('block-start', { id: 'b', runId: 'n', depth: 1, parentId: 'lost', source: '1' }),
      event('sub-call-start', { id: 's', runId: 'gone', depth: 2, parentId: 'lost', prompt: 'p' }),
    ])
    expect(outline(orphans)).toEqual(['run open', '  run open', '    block open', '  sub-call open'])
  })

  it('and what a later version may write does no harm', () => {
    const odd = treeOf([
      header,
      event('telepathy-start' as 'run-start', { id: '1' }),
      event('run-end', { id: 'run', outcome: ok }),
    ])
    expect(odd).toMatchObject({ nodes: [], root: undefined, isComplete: true })
  })

  it('makes a tree of which each node is reached once, whichever events are missing', () => {
    assert(
      property(array(boolean(), { minLength: everything.length, maxLength: everything.length }), (kept) => {
        const part = treeOf(everything.filter((_, index) => kept[index]))
        const rows = visibleRows(part, () => false)
        expect(rows.map(({ node }) => node.key).sort((a, b) => a - b)).toEqual(part.nodes.map(({ key }) => key))
        expect(new Set(rows.map(({ node }) => node)).size).toBe(rows.length)
        for (const { node } of rows) expect(node.parent?.children.includes(node) ?? node === part.root).toBe(true)
      }),
    )
  })
})

it('takes 50,000 calls in less than ten seconds', () => {
  const calls = Array.from({ length: 50_000 }, (_, index) => [
    event('sub-call-start', { id: `s${index}`, parentId: 'run', kind: 'llm', prompt: 'p' }),
    event('model-call-start', { id: `m${index}`, parentId: `s${index}`, ...call, role: 'sub-call' }),
    event('model-call-end', { id: `m${index}`, ...reply, role: 'sub-call' }),
    event('sub-call-end', { id: `s${index}`, text: 'said', durationMs: 1, outcome: ok }),
  ])
  const startedAt = performance.now()
  const many = treeOf([header, ...calls.flat()])
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(many.root?.totals.calls).toBe(50_000)
})
