import { createLogUpdate } from 'log-update'
import type { RunEvent } from '../../index.ts'
import { frame, type Paint } from './frame.ts'
import { applyEvent, newView } from './view.ts'

const FRAME_MS = 100
const USUAL_SIZE = { columns: 80, rows: 24 }

/** What a live view is drawn on: `process.stderr`, where that is a terminal. */
export interface TerminalStream {
  isTTY?: boolean
  columns?: number
  rows?: number
  write(text: string): boolean
}

/** A screen that follows a run. Disposing of it wipes it away and gives the cursor back; doing so twice is no fault. */
export interface LiveScreen extends Disposable {
  onEvent(event: RunEvent): void
}

/** Opens a view of a run that is redrawn ten times a second, in as many lines as fit and no more. */
export function openLiveView(stream: TerminalStream, { paint }: { paint: Paint }): LiveScreen {
  const view = newView()
  const screen = createLogUpdate(sizedStream(stream) as NodeJS.WriteStream)
  const startedAt = performance.now()
  let isOpen = true
  const draw = (): void =>
    screen(frame(view, { ...sizeOf(stream), nowMs: performance.now() - startedAt, paint }).join('\n'))
  const timer = setInterval(draw, FRAME_MS)
  timer.unref()
  return {
    onEvent: (event) => applyEvent(view, event),
    [Symbol.dispose]() {
      if (!isOpen) return
      isOpen = false
      clearInterval(timer)
      screen.clear()
      screen.done()
    },
  }
}

/** Some terminals say that they have no columns and rows; then they are as large as most. */
function sizeOf({ columns, rows }: TerminalStream): { columns: number; rows: number } {
  return { columns: columns || USUAL_SIZE.columns, rows: rows || USUAL_SIZE.rows }
}

function sizedStream(stream: TerminalStream): TerminalStream {
  return {
    isTTY: true,
    get columns() {
      return sizeOf(stream).columns
    },
    get rows() {
      return sizeOf(stream).rows
    },
    write: (text) => stream.write(text),
  }
}
