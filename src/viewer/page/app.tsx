import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { SubCalls } from './calls/sub-calls.tsx'
import { Detail } from './detail/detail.tsx'
import { Header } from './header/header.tsx'
import { Help } from './help.tsx'
import { Problems } from './problems/problems.tsx'
import type { ViewerStore } from './store.ts'
import { Timeline } from './timeline/timeline.tsx'
import { Turns } from './turns/turns.tsx'
import { useRedraw, ViewerContext } from './use-viewer.ts'

/** How often running bars grow, in milliseconds. */
const TICK_MS = 200
const CALM_TICK_MS = 1000

/** The page. */
export function App({ viewer }: { viewer: ViewerStore }): VNode {
  useRedraw(viewer)
  useTicking(viewer)
  return (
    <ViewerContext.Provider value={viewer}>
      <div class="viewer">
        <Header />
        <main>
          <div
            id="view"
            class="view"
            role="tabpanel"
            aria-labelledby={`tab-${viewer.state.view}`}
            data-detail={hasDetail(viewer)}
          >
            <Shown viewer={viewer} />
          </div>
        </main>
        <Help />
        <p class="visually-hidden" role="status">
          {viewer.state.announcement}
        </p>
      </div>
    </ViewerContext.Provider>
  )
}

function Shown({ viewer }: { viewer: ViewerStore }): VNode {
  const { view, source } = viewer.state
  if (viewer.tree.root === undefined) return <p class="empty">{source.message ?? 'Nothing has come yet.'}</p>
  if (view === 'turns') return <Turns />
  if (view === 'sub-calls') return <SubCalls />
  return (
    <>
      {view === 'timeline' ? <Timeline /> : <Problems />}
      {hasDetail(viewer) ? <Detail node={viewer.chosen} empty="Nothing is chosen." /> : null}
    </>
  )
}

function hasDetail({ state: { view, isDetailOpen } }: ViewerStore): boolean {
  return isDetailOpen && (view === 'timeline' || view === 'problems')
}

/** Time passes also when nothing comes. */
function useTicking(viewer: ViewerStore): void {
  const { isLive } = viewer
  useEffect(() => {
    if (!isLive) return undefined
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const timer = setInterval(() => viewer.update({}), isCalm ? CALM_TICK_MS : TICK_MS)
    return () => clearInterval(timer)
  }, [isLive])
}
