import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useViewer } from '../use-viewer.ts'
import type { VirtualRows } from './use-virtual-rows.ts'

/** Keeps the rows where the reader has them when others come in above. */
export function useKeptPlace<Item>(list: VirtualRows, items: readonly Item[], keyOf: (item: Item) => number): void {
  const viewer = useViewer()
  const before = useRef(items)
  useLayoutEffect(() => {
    const old = before.current
    before.current = items
    const top = list.topRow()
    const item = old[top]
    if (old === items || item === undefined || top === 0 || viewer.isFollowing) return
    const key = keyOf(item)
    const same = items[top]
    if (same !== undefined && keyOf(same) === key) return
    const now = items.findIndex((other) => keyOf(other) === key)
    if (now !== -1) list.shift(now - top)
  }, [items])
}

/** Scrolls to what is chosen, when it is chosen and when it arrives. */
export function useRevealed(list: VirtualRows, index: number, chosen: number): void {
  const { isDetailOpen } = useViewer().state
  const isThere = index !== -1
  useLayoutEffect(() => {
    if (isThere) list.reveal(index)
  }, [chosen, isThere, isDetailOpen])
}

/** Keeps the newest end in sight as long as the reader is there, or wants to be. */
export function useFollowing(list: VirtualRows, count: number): void {
  const viewer = useViewer()
  const isOn = viewer.isFollowing
  useLayoutEffect(() => {
    if (isOn) list.scrollToEnd()
  }, [isOn, count])
  useEffect(() => {
    const element = list.scroller.current
    const look = (): void => {
      if (element === null || !viewer.isLive || viewer.state.source.kind === 'reading') return
      const isFollowing = element.scrollTop + element.clientHeight >= element.scrollHeight - 4
      if (isFollowing !== viewer.state.isFollowing) viewer.update({ isFollowing })
    }
    element?.addEventListener('scroll', look, { passive: true })
    return () => element?.removeEventListener('scroll', look)
  }, [])
}
