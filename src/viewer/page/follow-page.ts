import { choose } from './commands.ts'
import { focusPlace, keyCommand } from './keyboard.ts'
import { placeHash, readPlace } from './location.ts'
import type { ViewerStore } from './store.ts'
import { oneLine } from './text/cut.ts'
import { visibleText } from './text/visible-characters.ts'

/** Browsers take the address only so often. */
const WRITE_MS = 200
const TITLE_CHARS = 80

/** Opens the page at the place that its address names, and keeps the address at what is shown. */
export function followPlace(viewer: ViewerStore): void {
  const go = (): void => {
    const place = readPlace(location.hash)
    if (place === undefined) return
    const node = viewer.tree.nodes[place.chosen]
    if (node === undefined) viewer.update({ ...place, isFollowing: false })
    else {
      choose(viewer, node)
      viewer.update({ view: place.view })
    }
  }
  go()
  addEventListener('hashchange', go)
  let timer: ReturnType<typeof setTimeout> | undefined
  viewer.subscribe(() => {
    clearTimeout(timer)
    timer = setTimeout(() => writePlace(viewer), WRITE_MS)
  })
}

/** Lets the page's keys act, wherever the focus is that has none of its own. */
export function followKeys(viewer: ViewerStore): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return
    const place = focusPlace(event.target)
    const command = keyCommand(event, viewer.state.isHelpOpen ? 'field' : place)
    if (command === undefined) return
    event.preventDefault()
    if (place === 'field' && event.target instanceof HTMLElement) event.target.blur()
    else command.run(viewer, event.key)
  })
}

/** Calls the window by the question. */
export function followTitle(viewer: ViewerStore): void {
  viewer.subscribe(() => {
    const { root } = viewer.tree
    const title = root === undefined ? 'Trajectory' : visibleText(oneLine(root.query, TITLE_CHARS))
    if (document.title !== title) document.title = title
  })
}

function writePlace({ state }: ViewerStore): void {
  const hash = placeHash(state)
  if (hash !== location.hash) history.replaceState(undefined, '', hash)
}
