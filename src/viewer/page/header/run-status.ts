import { failureOf } from '../node/failure.ts'
import type { ViewerStore } from '../store.ts'

/** How the outermost run stands, in a word, and why. */
export interface RunStatus {
  kind: 'waiting' | 'running' | 'answered' | 'failed' | 'killed'
  text: string
  /** Why, or what it means. */
  title: string
}

/** How the outermost run stands. */
export function runStatus({ tree: { root }, isLive, state }: ViewerStore): RunStatus {
  if (root === undefined) {
    return isLive
      ? { kind: 'waiting', text: 'waiting', title: 'Nothing has been read yet' }
      : { kind: 'failed', text: 'nothing to show', title: state.source.message ?? 'There is no run in this trajectory' }
  }
  const failure = failureOf(root)
  if (failure !== undefined) return { kind: 'failed', text: `failed: ${failure.name}`, title: failure.message }
  if (root.endMs !== undefined)
    return { kind: 'answered', text: answeredText(root.stopReason), title: 'The run has ended' }
  if (isLive) return { kind: 'running', text: 'running', title: 'The run goes on' }
  return { kind: 'killed', text: 'cut off', title: 'The run was killed, or went on when this was saved' }
}

function answeredText(stopReason: string | undefined): string {
  return stopReason === undefined || stopReason === 'final' ? 'answered' : `answered (${stopReason})`
}
