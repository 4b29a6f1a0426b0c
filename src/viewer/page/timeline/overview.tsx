import type { VNode } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { formatDuration } from '../format.ts'
import { useViewer } from '../use-viewer.ts'
import { type Concurrency, concurrencyOf } from './concurrency.ts'
import type { TimeRange } from './time-range.ts'

const SLOTS = 240
const HEIGHT = 30

/** The whole run at a glance: how many calls were open at once, and where something failed. A drag chooses a part. */
export function Overview({ range }: { range: TimeRange }): VNode {
  const viewer = useViewer()
  const endMs = Math.max(viewer.nowMs, 1)
  const concurrency = useMemo(() => concurrencyOf(viewer.tree.nodes, endMs, SLOTS), [viewer.version, endMs])
  const { drag, ...handlers } = useDrag(endMs)
  const shown = drag ?? viewer.state.zoom
  return (
    <div class="overview">
      <div class="overview-label">
        <span title="The most model and tool calls that were open at once">at most {concurrency.most} at once</span>
        {viewer.state.zoom === undefined ? null : (
          <button type="button" class="plain" onClick={() => viewer.update({ zoom: undefined })}>
            {formatDuration(range.fromMs)} – {formatDuration(range.toMs)} ✕
          </button>
        )}
      </div>
      <div class="overview-chart" title="Drag to see a part of the time" {...handlers}>
        <Chart concurrency={concurrency} />
        {shown === undefined ? null : (
          <span class="overview-range" style={extentOf(shown, endMs)} data-drag={drag !== undefined} />
        )}
      </div>
    </div>
  )
}

function Chart({ concurrency }: { concurrency: Concurrency }): VNode {
  const { most } = concurrency
  const name = `How many calls were open at once: at most ${most}`
  return (
    <svg viewBox={`0 0 ${SLOTS} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name}>
      <path class="overview-area" data-kind="sub-call" d={areaOf(concurrency)} />
      {concurrency.failed.map((isFailed, slot) =>
        isFailed ? <rect class="overview-failed" x={slot} y={0} width={1.2} height={6} /> : null,
      )}
    </svg>
  )
}

function areaOf({ open, most }: Concurrency): string {
  const steps = open.map((count, slot) => {
    const y = HEIGHT - (count / Math.max(most, 1)) * (HEIGHT - 3)
    return `L${slot} ${y.toFixed(1)}H${slot + 1}`
  })
  return `M0 ${HEIGHT}${steps.join('')}V${HEIGHT}z`
}

function extentOf({ fromMs, toMs }: TimeRange, endMs: number): { left: string; width: string } {
  return { left: `${(fromMs / endMs) * 100}%`, width: `${(Math.min(toMs, endMs) - fromMs) * (100 / endMs)}%` }
}

interface Drag {
  drag: TimeRange | undefined
  onPointerDown: (event: PointerEvent) => void
  onPointerMove: (event: PointerEvent) => void
  onPointerUp: () => void
}

/** A click alone shows all of the time again. */
function useDrag(endMs: number): Drag {
  const viewer = useViewer()
  const from = useRef<number | undefined>(undefined)
  const [drag, setDrag] = useState<TimeRange>()
  return {
    drag,
    onPointerDown: (event) => {
      const element = event.currentTarget as Element
      element.setPointerCapture(event.pointerId)
      from.current = timeAt(event, element, endMs)
    },
    onPointerMove: (event) => {
      if (from.current === undefined) return
      const at = timeAt(event, event.currentTarget as Element, endMs)
      setDrag({ fromMs: Math.min(from.current, at), toMs: Math.max(from.current, at) })
    },
    onPointerUp: () => {
      const isWide = drag !== undefined && drag.toMs - drag.fromMs > endMs / 500
      viewer.update({ zoom: isWide ? drag : undefined })
      from.current = undefined
      setDrag(undefined)
    },
  }
}

function timeAt({ clientX }: PointerEvent, element: Element, endMs: number): number {
  const { left, width } = element.getBoundingClientRect()
  return Math.min(1, Math.max(0, (clientX - left) / width)) * endMs
}
