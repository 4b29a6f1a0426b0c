import type { VNode } from 'preact'
import { choose } from '../commands.ts'
import { exactCount, formatDuration } from '../format.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { kindOf } from '../node/kind.ts'
import { nodeName, nodePlace } from '../node/label.ts'
import { useFollowing, useRevealed } from '../rows/use-kept-place.ts'
import { useVirtualRows } from '../rows/use-virtual-rows.ts'
import { oneLine } from '../text/cut.ts'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'
import { countProblems, type Problem, type ProblemFilter } from './problem.ts'

const ROW_HEIGHT = 46

const FILTERS: readonly (readonly [ProblemFilter, string])[] = [
  ['all', 'All'],
  ['error', '✕ Errors'],
  ['retry', '↻ Retries'],
  ['notice', '! Notices'],
]

/** What went wrong, what was tried again, and what befell the run. */
export function Problems(): VNode {
  const viewer = useViewer()
  const { problems, state, chosen } = viewer
  const list = useVirtualRows({ count: problems.length, rowHeight: ROW_HEIGHT, headHeight: 0 })
  const index = problems.findIndex(({ node }) => node === chosen)
  useRevealed(list, index, state.chosen)
  useFollowing(list, problems.length)
  return (
    <div class="problems">
      <Filters />
      <div
        class="list"
        ref={list.scroller}
        role="listbox"
        tabIndex={0}
        aria-label="Problems"
        aria-activedescendant={list.isDrawn(index) ? `problem-${index}` : undefined}
      >
        {problems.length === 0 ? <p class="empty">Nothing of this sort befell the run.</p> : null}
        <div class="rows" role="presentation" style={{ height: `${list.totalHeight}px` }}>
          {problems.slice(list.first, list.end).map((problem, offset) => (
            <ProblemRow key={list.first + offset} problem={problem} index={list.first + offset} />
          ))}
        </div>
      </div>
    </div>
  )
}

const SIGNS = { error: '✕', retry: '↻', notice: '!' } as const
const NAMES = { error: 'Error', retry: 'Retry', notice: 'Notice' } as const

function ProblemRow({ problem, index }: { problem: Problem; index: number }): VNode {
  const viewer = useViewer()
  const { node, kind, name, message, atMs } = problem
  const place = [nodePlace(node), nodeName(node)].filter((part) => part !== '').join(' › ')
  return (
    <div
      id={`problem-${index}`}
      class="row problem"
      role="option"
      aria-selected={node === viewer.chosen}
      aria-posinset={index + 1}
      aria-setsize={viewer.problems.length}
      data-problem={kind}
      style={{ top: `${index * ROW_HEIGHT}px` }}
      onClick={() => {
        choose(viewer, node)
        viewer.update({ isDetailOpen: true })
      }}
    >
      <span class="problem-sign" aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <div class="problem-text">
        <p class="problem-name">
          <span class="visually-hidden">{NAMES[kind]}: </span>
          <Marked text={name} />
          <span class="quiet">
            <KindIcon kind={kindOf(node)} /> <Marked text={place} /> · {formatDuration(atMs)}
          </span>
        </p>
        <p class="gist" dir="auto">
          <Marked text={oneLine(message)} query={viewer.state.query} />
        </p>
      </div>
    </div>
  )
}

function Filters(): VNode {
  const viewer = useViewer()
  const counts = countProblems(viewer.allProblems)
  return (
    <div class="toolbar" role="group" aria-label="Filter of the problems">
      {FILTERS.map(([filter, label]) => (
        <button
          type="button"
          class="chip-button chip"
          aria-pressed={viewer.state.problemFilter === filter}
          onClick={() => viewer.update({ problemFilter: filter })}
        >
          {label} {exactCount(counts[filter])}
        </button>
      ))}
    </div>
  )
}
