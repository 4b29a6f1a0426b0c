import type { TreeNode } from '../model/nodes.ts'
import { type Row, visibleRows } from '../model/rows.ts'
import { findNodes } from '../model/search.ts'
import type { TrajectoryRecord } from '../../trajectory/format.ts'
import { TrajectoryTree } from '../model/trajectory-tree.ts'
import { type CallFilter, callsOf, filterCalls } from './calls/call-filter.ts'
import { LiveClock } from './live-clock.ts'
import { lastOnly } from './last-only.ts'
import type { CallNode } from './node/model-calls.ts'
import { type Problem, type ProblemFilter, problemsOf } from './problems/problem.ts'
import type { SourceState } from './source.ts'
import { initialState, type ViewerState } from './state.ts'

const READING_DRAW_MS = 400

/** What the page knows: the tree of the trajectory, and what of it is shown. Lists are made anew only where they change. */
export class ViewerStore {
  readonly tree = new TrajectoryTree()
  state: ViewerState = initialState()
  /** Rises with every change of the tree. */
  version = 0
  readonly #clock = new LiveClock()
  readonly #listeners = new Set<() => void>()
  #isDrawPending = false

  readonly #rows = lastOnly((_version: number, folded: ViewerState['folded']) =>
    visibleRows(this.tree, (node) => folded.has(node.key)),
  )
  readonly #calls = lastOnly((_version: number) => callsOf(this.tree.nodes))
  readonly #filteredCalls = lastOnly((calls: CallNode[], filter: CallFilter, isLive: boolean) =>
    filterCalls(calls, filter, isLive),
  )
  readonly #problems = lastOnly((_version: number) => problemsOf(this.tree.nodes))
  readonly #filteredProblems = lastOnly((problems: Problem[], filter: ProblemFilter) =>
    filter === 'all' ? problems : problems.filter(({ kind }) => kind === filter),
  )
  readonly #found = lastOnly((_version: number, query: string) => findNodes(this.tree, query.trim()))

  /** Whether more may come. */
  get isLive(): boolean {
    const { kind } = this.state.source
    return !this.tree.isComplete && kind !== 'whole' && kind !== 'failed'
  }

  /** Whether the newest end is to be kept in sight. */
  get isFollowing(): boolean {
    return this.isLive && this.state.isFollowing && this.state.source.kind !== 'reading'
  }

  /** How far the run's time has come, in milliseconds since it began. */
  get nowMs(): number {
    return this.isLive ? this.#clock.now(this.tree.endMs) : this.tree.endMs
  }

  /** The chosen node, as soon as it is there. */
  get chosen(): TreeNode | undefined {
    return this.tree.nodes[this.state.chosen]
  }

  /** Lines of the timeline. */
  get rows(): Row[] {
    return this.#rows(this.version, this.state.folded)
  }

  /** Calls of blocks, all of them. */
  get allCalls(): CallNode[] {
    return this.#calls(this.version)
  }

  /** Those that the filter lets through. */
  get calls(): CallNode[] {
    return this.#filteredCalls(this.allCalls, this.state.callFilter, this.isLive)
  }

  /** Errors, retries and notices, all of them. */
  get allProblems(): Problem[] {
    return this.#problems(this.version)
  }

  /** Those that the filter lets through. */
  get problems(): Problem[] {
    return this.#filteredProblems(this.allProblems, this.state.problemFilter)
  }

  /** The nodes that have what is searched for. */
  get found(): TreeNode[] {
    return this.#found(this.version, this.state.query)
  }

  /** Takes records as they come. `tornLines`: lines so far that could not be read. */
  add(records: readonly TrajectoryRecord[], tornLines: number): void {
    for (const record of records) this.tree.add(record)
    this.tree.tornLines = tornLines
    this.#clock.arrived()
    this.version += 1
    this.#drawSoon()
  }

  /** Takes what became of the records' source. */
  setSource(source: SourceState): void {
    this.state = { ...this.state, source }
    this.#drawSoon()
  }

  /** Changes what is shown. */
  update(change: Partial<ViewerState>): void {
    this.state = { ...this.state, ...change }
    this.#tell()
  }

  /** Calls the listener after every change; gives what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** However many records come, a frame is drawn once; while a whole file is read, which is better spent on reading, few. */
  #drawSoon(): void {
    if (this.#isDrawPending) return
    this.#isDrawPending = true
    const draw = (): void => {
      this.#isDrawPending = false
      this.#tell()
    }
    if (this.state.source.kind === 'reading' && this.version > 1) setTimeout(draw, READING_DRAW_MS)
    else requestAnimationFrame(draw)
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
