import { followLines } from '../source/follow-lines.ts'
import { readEmbedded } from '../source/read-text.ts'
import type { SourceListener } from '../source/source-state.ts'

export type { SourceListener, SourceState } from '../source/source-state.ts'

const NOTHING_HERE =
  'This page must hold a trajectory; it is empty. Open a run with `rlm view FILE`, or write a page that holds one with ' +
  '`rlm view FILE -o FILE.html`.'

/**
 * Tells of the trajectory that the page holds, or where it holds none, of the one that its server follows. The function
 * that is given back ends that.
 */
export function openSource(listener: SourceListener): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const embedded = document.querySelector('#trajectory')?.textContent.trim() ?? ''
  if (embedded !== '') void readEmbedded(embedded, listener, signal)
  else if (location.protocol.startsWith('http')) void followLines(listener, { url: location.href, signal })
  else listener.onState({ kind: 'failed', message: NOTHING_HERE })
  return () => controller.abort()
}
