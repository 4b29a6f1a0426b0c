import { createContext } from 'preact'
import { useContext, useEffect, useReducer } from 'preact/hooks'
import type { ViewerStore } from './store.ts'

/** What the components of the page draw. */
export const ViewerContext = createContext<ViewerStore | undefined>(undefined)

/** What the page knows. */
export function useViewer(): ViewerStore {
  const viewer = useContext(ViewerContext)
  if (viewer === undefined) throw new Error('A component of the page must stand within its ViewerContext.')
  return viewer
}

/** Draws the component anew whenever something changes. */
export function useRedraw(viewer: ViewerStore): void {
  const [, redraw] = useReducer((count: number, _event: undefined) => count + 1, 0)
  useEffect(() => viewer.subscribe(() => redraw(undefined)), [viewer])
}
