import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { frame, type FrameSize } from '../../../src/cli/live/frame.ts'
import { applyEvent, newView } from '../../../src/cli/live/view.ts'
import type { RunEvent } from '../../../src/index.ts'
import { block, recorder, scriptedRLM } from '../../support/script.ts'
import { beginning, modelCall, nestedRuns, subCallEnds, subCalls, viewOf, wholeTurn } from './events.ts'

const SIZE: FrameSize = { columns: 80, rows: 24, nowMs: 2000, paint: (_, text) => text }
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 20, rows: 6 },
  { columns: 7, rows: 3 },
  { columns: 1, rows: 1 },
]

const draw = (events: readonly RunEvent[], size: Partial<FrameSize> = {}): string =>
  frame(viewOf(events), { ...SIZE, ...size }).join('\n')

describe('a frame', () => {
  it('shows the run, its turn, its block, what that prints, and what it has cost', () => {
    const output = { runId: 'root', depth: 0, atMs: 0, type: 'block-output', id: 'block', text: 'one\n' } as const
    expect(draw([...beginning(), output, modelCall(0.0123)])).toBe(
      [
        'RLM root-model · What?',
        'context: a string of 12 characters',
        `▶ turn 1 · In [1.1] runs${' '.repeat(50)}2.0 s`,
        '  │ print(1)',
        '  › one',
        '1 call · 1,234 tokens · $0.0123 · 2.0 s',
      ].join('\n'),
    )
  })

  it('shows a batch as a bar, and the oldest calls that are in flight', () => {
    const drawn = draw([...beginning(), ...subCalls(1000), ...subCallEnds(500, { failed: 3 })])
    expect(drawn).toContain('  ████████████░░░░░░░░░░░░ 500/1,000 sub-calls · 3 failed\n')
    expect(drawn.match(/├ Summarise a part\. +2\.0 s/g)).toHaveLength(3)
  })

  it('shows nested runs as a tree, and counts those that there is no room for', () => {
    const nested: RunEvent = { ...nestedRuns(1)[0]!, runId: 'run 0' }
    expect(draw([...beginning(), ...subCalls(1), nested])).toContain('  ├ RLM sub-model · Read chapter 0.')
    expect(draw([...beginning(), ...subCalls(100), ...nestedRuns(100)])).toContain('  … and 93 more')
  })

  it('lets a nested run go when it ends', () => {
    const usage = {} as Extract<RunEvent, { type: 'run-end' }>['usage']
    const end: RunEvent = {
      runId: 'run 0',
      depth: 1,
      atMs: 0,
      type: 'run-end',
      id: 'run 0',
      outcome: { ok: true },
      usage,
    }
    expect(draw([...beginning(), ...subCalls(2), ...nestedRuns(2), end])).not.toContain('chapter 0')
  })

  it('keeps a line of each turn that has ended, as far as there is room', () => {
    const turns = Array.from({ length: 40 }, (_, index) => wholeTurn(index + 1)).flat()
    const lines = draw([...beginning().slice(0, 1), ...turns]).split('\n')
    expect(lines).toHaveLength(23)
    expect(lines.at(-2)).toMatch(/^✓ turn 40 · 0 blocks +1\.5 s$/)
    expect(lines.find((line) => line.startsWith('✓'))).toContain('turn 21')
    expect(lines[0]).toContain('What?')
  })

  it('says that the cost is unknown as soon as one price is', () => {
    expect(draw([...beginning(), modelCall(1), modelCall(null), modelCall(1)])).toMatch(/3 calls .* cost unknown/)
  })

  it('tells of a limit and of retries, above the cost', () => {
    const limit = { runId: 'root', depth: 0, atMs: 0, type: 'limit', limit: 'calls', allowed: 5, spent: 5 } as const
    expect(draw([...beginning(), limit])).toMatch(/\nlimit reached: calls \(5 of 5\)\n0 calls · [^\n]*$/)
  })

  it.each(SIZES)('has room on a screen of $columns × $rows, whatever goes on', ({ columns, rows }) => {
    const wide = '報告書 📚 '.repeat(50)
    const events = [
      ...beginning({ query: wide, source: `${wide}\n`.repeat(50) }),
      ...subCalls(1000, wide),
      ...nestedRuns(90),
    ]
    const view = newView()
    for (const [index, event] of events.entries()) {
      applyEvent(view, event)
      if (index % 50 !== 0) continue
      const lines = frame(view, { ...SIZE, columns, rows })
      expect(lines.length).toBeLessThan(rows)
      for (const line of lines) expect(stringWidth(line)).toBeLessThan(columns)
    }
  })

  it('shows hostile text, and obeys nothing in it', () => {
    const hostile = '\u001B[2J\u001B]0;title\u0007\u009B31m\u0008\u202Etxt\r\u2028\tend\u001B'
    const failed = { ok: false, code: 'timeout', message: hostile } as const
    const base = { runId: 'root', depth: 0, atMs: 0 }
    const drawn = draw([
      ...beginning({ query: hostile, source: hostile }),
      { ...base, type: 'block-output', id: 'block', text: hostile },
      ...subCalls(1, hostile),
      { ...base, type: 'model-call-retry', id: 'model call', attempt: 1, delayMs: 1, outcome: failed },
    ])
    expect(drawn).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028]/u)
    expect(drawn.match(/txt *end/g)?.length).toBeGreaterThanOrEqual(5)
  })

  it('follows a real run from its first event to its last', async () => {
    await using script = await scriptedRLM(
      { root: [block('print(llm_query_batch(["a", "b"]))'), block('FINAL(llm_query("c"))')] },
      { maxDepth: 1 },
    )
    const { events, onEvent } = recorder()
    await script.rlm.run('some context', 'What is it?', { onEvent })
    const view = newView()
    const frames = events.map((event) => {
      applyEvent(view, event)
      return frame(view, SIZE).join('\n')
    })
    expect(frames.some((drawn) => drawn.includes('1/2 sub-calls'))).toBe(true)
    expect(frames.at(-1)).toMatch(/✓ turn 1 · 1 block · 2 sub-calls +[\d.]+ s\n✓ turn 2 · 1 block · 1 sub-call +/)
    expect(frames.at(-1)).toContain('5 calls')
    expect(view.runs.size).toBe(0)
  })
})
