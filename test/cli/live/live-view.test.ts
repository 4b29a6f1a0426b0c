import { once } from 'node:events'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { openLiveView } from '../../../src/cli/live/live-view.ts'
import { showOnScreen } from '../../support/screen.ts'
import { beginning, nestedRuns, subCallEnds, subCalls } from './events.ts'

/** A terminal that keeps what it is sent. */
class Terminal extends Writable {
  readonly isTTY = true
  written = ''
  columns: number
  rows: number

  constructor(columns: number, rows: number) {
    super()
    this.columns = columns
    this.rows = rows
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.written += chunk.toString()
    this.emit('drawn')
    done()
  }
}

const paint = (_: unknown, text: string): string => text

describe('the live view', () => {
  it('redraws in place, at most ten times a second, and leaves an empty screen', async () => {
    const terminal = new Terminal(40, 10)
    const startedAt = performance.now()
    const view = openLiveView(terminal, { paint })
    for (const event of [...beginning(), ...subCalls(1000), ...nestedRuns(20)]) view.onEvent(event)
    await once(terminal, 'drawn')
    for (const event of subCallEnds(900)) view.onEvent(event)
    await once(terminal, 'drawn')
    view[Symbol.dispose]()
    const { frames, lines, scrolled } = showOnScreen(terminal.written, terminal)
    expect(frames.length - 1).toBeLessThanOrEqual((performance.now() - startedAt) / 100)
    expect(frames[0]?.join('\n')).toContain('0/1,000 sub-calls')
    expect(frames[1]?.join('\n')).toContain('900/1,000 sub-calls')
    expect(scrolled).toBe(0)
    expect(lines.join('')).toBe('')
  })

  it('takes a terminal without columns and rows for one of the usual size', async () => {
    const terminal = new Terminal(0, 0)
    using view = openLiveView(terminal, { paint })
    for (const event of beginning()) view.onEvent(event)
    await once(terminal, 'drawn')
    const { frames } = showOnScreen(terminal.written, { columns: 80, rows: 24 })
    expect(frames[0]?.[0]).toBe('RLM root-model · What?')
  })

  it('follows a terminal that changes its size', async () => {
    const terminal = new Terminal(80, 24)
    using view = openLiveView(terminal, { paint })
    for (const event of beginning({ query: 'q'.repeat(200) })) view.onEvent(event)
    await once(terminal, 'drawn')
    terminal.columns = 20
    terminal.written = ''
    await once(terminal, 'drawn')
    expect(terminal.written).toContain('RLM root-model · q…\n')
  })

  it('may be closed twice, and writes nothing after that', () => {
    const terminal = new Terminal(80, 24)
    const view = openLiveView(terminal, { paint })
    view[Symbol.dispose]()
    const { written } = terminal
    view[Symbol.dispose]()
    for (const event of beginning()) view.onEvent(event)
    expect(terminal.written).toBe(written)
  })
})
