import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { revealed, type RowWindow, rowWindow, type Sight } from './row-window.ts'

/** A list of rows of one height, of which only those in sight are drawn. */
export interface VirtualRows extends RowWindow {
  /** Of the element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>
  totalHeight: number
  /** Whether a row is drawn; none is at -1. */
  isDrawn: (index: number) => boolean
  /** The row at the upper edge, as it is scrolled now. */
  topRow: () => number
  /** Scrolls as far as it takes to see a row. */
  reveal: (index: number) => void
  scrollToEnd: () => void
  /** Scrolls along with rows that came in above. */
  shift: (rows: number) => void
}

/** What a list is. */
export interface RowList {
  count: number
  rowHeight: number
  /** Height of what stays at the top while the rows scroll, in pixels. */
  headHeight: number
}

/** Draws what is in sight of a long list. */
export function useVirtualRows({ count, rowHeight, headHeight }: RowList): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState<Sight>({ top: 0, height: 800 })
  const scrolledTop = useRef(0)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const look = (): void => {
      scrolledTop.current = element.scrollTop
      const now = { top: wholeRows(element.scrollTop, rowHeight), height: element.clientHeight - headHeight }
      setSight((before) => (now.top === before.top && now.height === before.height ? before : now))
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [headHeight, rowHeight])
  const scrollTo = (place: (sight: Sight) => number): void => {
    const element = scroller.current
    if (element === null) return
    const top = place({ top: element.scrollTop, height: element.clientHeight - headHeight })
    if (top !== element.scrollTop) element.scrollTop = top
    scrolledTop.current = top
  }
  const drawn = rowWindow(count, rowHeight, sight)
  return {
    scroller,
    ...drawn,
    totalHeight: count * rowHeight,
    isDrawn: (index) => index >= drawn.first && index < drawn.end,
    // Asking the element would make the browser lay out the page once more.
    topRow: () => Math.floor(scrolledTop.current / rowHeight),
    reveal: (index) => scrollTo((now) => revealed(index, rowHeight, now)),
    scrollToEnd: () => scrollTo(() => count * rowHeight),
    shift: (rows) => scrollTo(({ top }) => top + rows * rowHeight),
  }
}

/** Scrolling within a row changes nothing of what is to be drawn. */
function wholeRows(top: number, rowHeight: number): number {
  return Math.floor(top / rowHeight) * rowHeight
}
