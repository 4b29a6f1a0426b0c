import { styleText } from 'node:util'
import type { RunEvent } from '../index.ts'
import type { AskFlags } from './ask-flags.ts'
import { openLiveView } from './live/live-view.ts'

/** What is shown of a run on stderr while it goes on. */
export interface Display extends Disposable {
  /** `'live'`: a view that is redrawn. `'lines'`: the library's own log, line after line. `'nothing'`: errors only. */
  kind: 'live' | 'lines' | 'nothing'
  onEvent(event: RunEvent): void
}

/** Opens the display that suits stderr: a view on a terminal, lines elsewhere, nothing where quiet is asked for. */
export function openDisplay({ quiet }: AskFlags): Display {
  if (quiet === true) return silent('nothing')
  if (!canRedraw()) return silent('lines')
  const view = openLiveView(process.stderr, {
    paint: (style, text) => styleText(style, text, { stream: process.stderr }),
  })
  return { kind: 'live', ...view }
}

function silent(kind: 'lines' | 'nothing'): Display {
  return { kind, onEvent: () => {}, [Symbol.dispose]: () => {} }
}

function canRedraw(): boolean {
  const { TERM, CI = '' } = process.env
  return process.stderr.isTTY && TERM !== 'dumb' && CI === ''
}
