import { back, copyChosen, move, open, stepIn, stepOut, switchTheme, toggleZoom } from './commands.ts'
import { VIEWS } from './state.ts'
import type { ViewerStore } from './store.ts'

/** What a key does, and how the help says it. */
export interface KeyCommand {
  keys: readonly string[]
  /** As the help shows them. */
  shown: string
  does: string
  run: (viewer: ViewerStore, key: string) => void
}

/** Every key of the page. */
export const KEY_COMMANDS: readonly KeyCommand[] = [
  { keys: ['j', 'ArrowDown'], shown: 'j ↓', does: 'Next line', run: (viewer) => move(viewer, 1) },
  { keys: ['k', 'ArrowUp'], shown: 'k ↑', does: 'Line before', run: (viewer) => move(viewer, -1) },
  { keys: ['ArrowRight', 'l'], shown: '→', does: 'Unfold, or go to what belongs to it', run: stepIn },
  { keys: ['ArrowLeft', 'h'], shown: '←', does: 'Fold, or go to what it belongs to', run: stepOut },
  { keys: ['Home'], shown: 'Home', does: 'First line', run: (viewer) => move(viewer, -Infinity) },
  { keys: ['End'], shown: 'End', does: 'Last line', run: (viewer) => move(viewer, Infinity) },
  { keys: ['Enter'], shown: 'Enter', does: 'Open: go into its text', run: open },
  { keys: ['/'], shown: '/', does: 'Search everything', run: () => focusOn('#search') },
  { keys: ['Escape'], shown: 'Esc', does: 'Close, or go back', run: back },
  { keys: ['c'], shown: 'c', does: 'Copy the chosen text', run: (viewer) => void copyChosen(viewer) },
  { keys: ['z'], shown: 'z', does: 'Show only the time of the chosen line, or all', run: toggleZoom },
  { keys: ['1', '2', '3', '4'], shown: '1 2 3 4', does: 'Timeline, turns, sub-calls, problems', run: showView },
  { keys: ['t'], shown: 't', does: 'Theme: as the system, dark, light', run: switchTheme },
  { keys: ['?'], shown: '?', does: 'This help', run: (viewer) => viewer.update({ isHelpOpen: true }) },
]

/** What of a key press matters. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** Where the focus is: in a field that is typed in, on something that has keys of its own, or elsewhere. */
export type FocusPlace = 'field' | 'control' | 'text' | 'page'

/** The command of a key press; `undefined` where the key is not the page's: typed, with a modifier, or a control's own. */
export function keyCommand({ key, ctrlKey, metaKey, altKey }: KeyPress, place: FocusPlace): KeyCommand | undefined {
  if (ctrlKey || metaKey || altKey) return undefined
  if (OWN_KEYS[place](key)) return undefined
  return KEY_COMMANDS.find(({ keys }) => keys.includes(key))
}

const OWN_KEYS: Record<FocusPlace, (key: string) => boolean> = {
  field: (key) => key !== 'Escape',
  control: (key) => key === 'Enter' || key === ' ' || key.startsWith('Arrow') || key === 'Home' || key === 'End',
  // A text that has the focus is scrolled.
  text: (key) => key.startsWith('Arrow') || key === 'Home' || key === 'End' || key === 'Enter',
  page: () => false,
}

/** Where the focus is. */
export function focusPlace(target: EventTarget | null): FocusPlace {
  if (!(target instanceof Element)) return 'page'
  if (target.closest('input, textarea, select, [contenteditable]')) return 'field'
  if (target.closest('button, summary, a, [role="tab"]')) return 'control'
  return target.closest('#detail') ? 'text' : 'page'
}

function showView(viewer: ViewerStore, key: string): void {
  const view = VIEWS[Number(key) - 1]
  if (view !== undefined) viewer.update({ view })
}

function focusOn(selector: string): void {
  document.querySelector<HTMLInputElement>(selector)?.select()
  document.querySelector<HTMLElement>(selector)?.focus()
}
