import type { VNode } from 'preact'
import { setAllFolded } from '../commands.ts'
import { exactCount } from '../format.ts'
import { type View, VIEWS } from '../state.ts'
import type { ViewerStore } from '../store.ts'
import { useViewer } from '../use-viewer.ts'

const NAMES: Record<View, string> = {
  timeline: 'Timeline',
  turns: 'Turns',
  'sub-calls': 'Sub-calls',
  problems: 'Problems',
}

/** The views of the page. */
export function Tabs(): VNode {
  const viewer = useViewer()
  const { view } = viewer.state
  return (
    <div class="tab-line">
      <div role="tablist" aria-label="Views" class="tabs" onKeyDown={(event) => switchTab(viewer, event)}>
        {VIEWS.map((name, index) => (
          <button
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={view === name}
            aria-controls="view"
            tabIndex={view === name ? 0 : -1}
            title={`${NAMES[name]} (${index + 1})`}
            onClick={() => viewer.update({ view: name })}
          >
            {NAMES[name]}
            <Count viewer={viewer} view={name} />
          </button>
        ))}
      </div>
      {view === 'timeline' ? <FoldButtons /> : null}
    </div>
  )
}

function Count({ viewer, view }: { viewer: ViewerStore; view: View }): VNode | null {
  const count = countOf(viewer, view)
  return count === 0 ? null : <span class="tab-count">{exactCount(count)}</span>
}

function countOf({ tree, allCalls, allProblems }: ViewerStore, view: View): number {
  if (view === 'timeline') return tree.nodes.length
  if (view === 'turns') return tree.root?.children.filter(({ kind }) => kind === 'turn').length ?? 0
  return view === 'sub-calls' ? allCalls.length : allProblems.length
}

function FoldButtons(): VNode {
  const viewer = useViewer()
  return (
    <div class="tab-tools">
      <button type="button" class="plain" onClick={() => setAllFolded(viewer, true)}>
        Fold all
      </button>
      <button type="button" class="plain" onClick={() => setAllFolded(viewer, false)}>
        Unfold all
      </button>
    </div>
  )
}

/** As the pattern of tabs has it: arrows go from one to the next, and the focus with them. */
function switchTab(viewer: ViewerStore, event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  const at = VIEWS.indexOf(viewer.state.view)
  const view = VIEWS[(at + step + VIEWS.length) % VIEWS.length]
  if (view === undefined) return
  viewer.update({ view })
  document.querySelector<HTMLElement>(`#tab-${view}`)?.focus()
  event.preventDefault()
}
