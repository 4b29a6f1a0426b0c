import type { TreeNode, TurnNode } from '../model/nodes.ts'
import { enclosingRun, enclosingTurn } from './node/enclosing-run.ts'
import { ancestors } from './node/label.ts'
import { mainText } from './node/main-text.ts'
import { initialState, type View } from './state.ts'
import type { ViewerStore } from './store.ts'
import { copyText } from './text/copy.ts'
import { applyTheme, nextTheme } from './theme.ts'

/** Chooses a node, and makes sure that the timeline has it. */
export function choose(viewer: ViewerStore, node: TreeNode): void {
  const { folded } = viewer.state
  const hiding = ancestors(node).filter(({ key }) => folded.has(key))
  const left = new Set(folded)
  for (const { key } of hiding) left.delete(key)
  viewer.update({ chosen: node.key, isFollowing: false, folded: hiding.length > 0 ? left : folded })
}

/** Shows a node in a view. */
export function goTo(viewer: ViewerStore, node: TreeNode, view: View): void {
  choose(viewer, node)
  viewer.update({ view, isSearchOpen: false, isHelpOpen: false, isDetailOpen: true })
}

/** Lists the calls of one block. */
export function showCallsOf(viewer: ViewerStore, block: TreeNode): void {
  const { callFilter } = initialState()
  viewer.update({ view: 'sub-calls', callFilter: { ...callFilter, block: block.key } })
}

/** Chooses the node that is `steps` away in what the view lists. */
export function move(viewer: ViewerStore, steps: number): void {
  const nodes = listedNodes(viewer)
  const { chosen } = viewer
  const at = chosenIndex(viewer, nodes, steps)
  const first = at === -1 ? (steps > 0 ? 0 : nodes.length - 1) : at + steps
  const node = nodes[Math.min(Math.max(first, 0), nodes.length - 1)]
  if (node !== undefined && node !== chosen) choose(viewer, node)
}

/** Opens what is folded, else goes to the first child. */
export function stepIn(viewer: ViewerStore): void {
  const { chosen, state } = viewer
  if (chosen === undefined || state.view !== 'timeline') return
  if (state.folded.has(chosen.key)) setFolded(viewer, chosen, false)
  else if (chosen.children[0] !== undefined) choose(viewer, chosen.children[0])
}

/** Folds what has children, else goes to the parent; from a nested run's turns, to the call that it answers. */
export function stepOut(viewer: ViewerStore): void {
  const { chosen, state } = viewer
  if (chosen === undefined) return
  if (state.view === 'turns') leaveRun(viewer, chosen)
  if (state.view !== 'timeline') return
  if (chosen.children.length > 0 && !state.folded.has(chosen.key)) setFolded(viewer, chosen, true)
  else if (chosen.parent !== undefined) choose(viewer, chosen.parent)
}

/** Folds or unfolds a node of the timeline. */
export function setFolded(viewer: ViewerStore, node: TreeNode, isFolded: boolean): void {
  const folded = new Set(viewer.state.folded)
  if (isFolded) folded.add(node.key)
  else folded.delete(node.key)
  viewer.update({ folded })
}

/** Folds every turn and what is below it, or unfolds everything. */
export function setAllFolded(viewer: ViewerStore, isFolded: boolean): void {
  const keys = viewer.tree.nodes.filter(({ kind }) => kind === 'turn' || kind === 'block').map(({ key }) => key)
  viewer.update({ folded: new Set(isFolded ? keys : []) })
}

/** Goes to where a chosen problem or turn stands, or into the text of what is chosen. */
export function open(viewer: ViewerStore): void {
  const { chosen, state } = viewer
  if (chosen === undefined) return
  if (state.view === 'turns') goTo(viewer, chosen, 'timeline')
  else viewer.update({ isDetailOpen: true })
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#detail')?.focus())
}

/** Closes what lies on top, from the help down to the text beside the list. */
export function back(viewer: ViewerStore): void {
  const { isHelpOpen, isSearchOpen, query, zoom } = viewer.state
  if (isHelpOpen) viewer.update({ isHelpOpen: false })
  else if (isSearchOpen || query !== '') viewer.update({ isSearchOpen: false, query: '' })
  else if (document.activeElement?.closest('#detail')) document.querySelector<HTMLElement>('.list')?.focus()
  else if (zoom !== undefined) viewer.update({ zoom: undefined })
  else viewer.update({ isDetailOpen: false })
}

/** Shows of the time only what the chosen node took, or all of it again. */
export function toggleZoom(viewer: ViewerStore): void {
  const { chosen, state } = viewer
  if (chosen === undefined || state.view !== 'timeline') return
  const span = { fromMs: chosen.startMs, toMs: chosen.endMs ?? viewer.nowMs }
  const margin = Math.max((span.toMs - span.fromMs) * 0.05, 0.5)
  const zoom = { fromMs: Math.max(0, span.fromMs - margin), toMs: span.toMs + margin }
  viewer.update({ zoom: state.zoom === undefined && chosen.parent !== undefined ? zoom : undefined })
}

/** Copies a text and says so. */
export async function copy(viewer: ViewerStore, text: string, of: string): Promise<boolean> {
  const isCopied = await copyText(text)
  viewer.update({ announcement: isCopied ? `Copied ${of}` : `The browser did not let ${of} be copied` })
  return isCopied
}

/** Copies the text that the chosen node is about. */
export async function copyChosen(viewer: ViewerStore): Promise<void> {
  const main = viewer.chosen && mainText(viewer.chosen)
  if (main !== undefined) await copy(viewer, main.text, main.name)
}

/** Colours the page by the next theme. */
export function switchTheme(viewer: ViewerStore): void {
  const theme = nextTheme(viewer.state.theme)
  applyTheme(theme)
  viewer.update({ theme, announcement: `Theme: ${theme}` })
}

/** The turns of the run that the chosen node is or belongs to. */
function turnsOf(node: TreeNode | undefined): TurnNode[] {
  const run = node && enclosingRun(node)
  return run?.children.filter((child) => child.kind === 'turn') ?? []
}

function listedNodes(viewer: ViewerStore): TreeNode[] {
  switch (viewer.state.view) {
    case 'timeline':
      return viewer.rows.map(({ node }) => node)
    case 'turns':
      return turnsOf(viewer.chosen)
    case 'sub-calls':
      return viewer.calls
    default:
      return viewer.problems.map(({ node }) => node)
  }
}

/** A node with several problems is in their list several times. */
function chosenIndex({ chosen, state }: ViewerStore, nodes: readonly TreeNode[], steps: number): number {
  if (chosen === undefined) return -1
  const listed = state.view === 'turns' ? enclosingTurn(chosen) : chosen
  if (listed === undefined) return -1
  return steps > 0 ? nodes.lastIndexOf(listed) : nodes.indexOf(listed)
}

function leaveRun(viewer: ViewerStore, node: TreeNode): void {
  const call = enclosingRun(node)?.parent
  if (call !== undefined) choose(viewer, call)
}
