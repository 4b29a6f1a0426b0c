import type { CallFilter } from './calls/call-filter.ts'
import type { ProblemFilter } from './problems/problem.ts'
import type { SourceState } from './source.ts'
import type { Theme } from './theme.ts'
import type { TimeRange } from './timeline/time-range.ts'

/** A view of the page. */
export type View = 'timeline' | 'turns' | 'sub-calls' | 'problems'

/** The views, in the order of their tabs and keys. */
export const VIEWS: readonly View[] = ['timeline', 'turns', 'sub-calls', 'problems']

/** What the page shows of a trajectory, and how. */
export interface ViewerState {
  view: View
  /** Key of the chosen node, which may yet have to arrive. */
  chosen: number
  /** Whether what is chosen is shown whole beside the list. */
  isDetailOpen: boolean
  /** Keys of the nodes whose children are left out of the timeline. */
  folded: ReadonlySet<number>
  /** The part of the time that the timeline shows; `undefined` for all. */
  zoom: TimeRange | undefined
  callFilter: CallFilter
  problemFilter: ProblemFilter
  /** What is searched for, and marked in texts. */
  query: string
  isSearchOpen: boolean
  isHelpOpen: boolean
  /** Whether the newest end is kept in sight. */
  isFollowing: boolean
  theme: Theme
  source: SourceState
  /** What was last done, for those who do not see it. */
  announcement: string
}

/** The state of a page that has just been opened. */
export function initialState(): ViewerState {
  return {
    view: 'timeline',
    chosen: 0,
    isDetailOpen: true,
    folded: new Set(),
    zoom: undefined,
    callFilter: { text: '', status: 'all', kind: 'all', block: undefined },
    problemFilter: 'all',
    query: '',
    isSearchOpen: false,
    isHelpOpen: false,
    isFollowing: true,
    theme: 'system',
    source: { kind: 'reading' },
    announcement: '',
  }
}
