import type { VNode } from 'preact'
import { plural } from '../format.ts'
import { useViewer } from '../use-viewer.ts'

const TEXTS = {
  reading: 'Reading…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  whole: '',
  failed: 'Not read to its end',
} as const

/** Whether more is to come, whether it is followed, and what could not be read. */
export function SourceStatus(): VNode {
  const viewer = useViewer()
  const { source, isFollowing } = viewer.state
  const { tornLines, isComplete } = viewer.tree
  const text = source.kind === 'live' && isComplete ? '' : TEXTS[source.kind]
  return (
    <>
      {tornLines > 0 ? (
        <span class="chip" data-tone="warn" title="Lines of the file that a crash or a full disk has cut">
          ! {plural(tornLines, 'torn line')}
        </span>
      ) : null}
      <span role="status" class="source" data-source={source.kind}>
        {text === '' ? null : (
          <span class="chip" data-tone={source.kind === 'failed' ? 'error' : source.kind} title={source.message}>
            {text}
            {source.message === undefined ? '' : `: ${source.message}`}
          </span>
        )}
      </span>
      {viewer.isLive && source.kind !== 'reading' ? (
        <button
          type="button"
          class="chip chip-button"
          aria-pressed={isFollowing}
          title="Keep the newest line in sight"
          onClick={() => viewer.update({ isFollowing: !isFollowing })}
        >
          Follow
        </button>
      ) : null}
    </>
  )
}
