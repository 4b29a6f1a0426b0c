import type { VNode } from 'preact'
import type { TreeNode } from '../../model/nodes.ts'
import { formatDuration } from '../format.ts'
import { failureOf } from '../node/failure.ts'
import { modelCallOf } from '../node/model-calls.ts'
import { CopyButton } from '../text/copy-button.tsx'
import { Marked } from '../text/marked.tsx'
import { cut } from '../text/cut.ts'
import { useViewer } from '../use-viewer.ts'

const MOST_CHARS = 8_000

/** Why a node failed, in red and in words. */
export function Failure({ node }: { node: TreeNode }): VNode | null {
  const { query } = useViewer().state
  const failure = failureOf(node)
  if (failure === undefined) return null
  const { name, message } = failure
  return (
    <div class="callout" data-tone="error" role="note" aria-label="Error">
      <p class="callout-head">
        <span aria-hidden="true">✕</span> <Marked text={name} />
        <CopyButton text={`${name}: ${message}`} of="the error" />
      </p>
      <p class="callout-text" dir="auto">
        <Marked text={cut(message, MOST_CHARS)} query={query} />
      </p>
    </div>
  )
}

/** The attempts of a call that failed before the last one. */
export function Retries({ node }: { node: TreeNode }): VNode | null {
  const retries = modelCallOf(node)?.retries ?? []
  if (retries.length === 0) return null
  return (
    <div class="callout" data-tone="warn" role="note" aria-label="Retries">
      <p class="callout-head">
        <span aria-hidden="true">↻</span> {retries.length === 1 ? 'Tried again' : `Tried again ${retries.length} times`}
      </p>
      <ol class="callout-list">
        {retries.slice(0, 50).map(({ atMs, attempt, delayMs, message }) => (
          <li>
            <span class="quiet">
              Attempt {attempt} failed at {formatDuration(atMs)}, the next came {formatDuration(delayMs)} later:
            </span>{' '}
            <span dir="auto">
              <Marked text={cut(message, MOST_CHARS)} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
