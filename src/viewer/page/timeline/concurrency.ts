import type { TreeNode } from '../../model/nodes.ts'
import { failureOf } from '../node/failure.ts'
import { modelCallOf } from '../node/model-calls.ts'

/** How busy a run was over its time, in slots of equal length. */
export interface Concurrency {
  /** The most calls that were open at once within each slot. */
  open: number[]
  /** Whether something failed in it. */
  failed: boolean[]
  /** The most of all slots. */
  most: number
}

/** Counts the model and tool calls that were open at once; one that ends as another begins is not open beside it. */
export function concurrencyOf(nodes: readonly TreeNode[], endMs: number, slots: number): Concurrency {
  const slotOf = (ms: number): number => Math.min(slots - 1, Math.max(0, Math.floor((ms / Math.max(endMs, 1)) * slots)))
  const calls = nodes.filter((node) => modelCallOf(node) !== undefined || node.kind === 'tool-call')
  const open = openPerSlot(
    Float64Array.from(calls, ({ startMs }) => startMs).sort(),
    Float64Array.from(calls, (call) => call.endMs ?? Infinity).sort(),
    { slotOf, slots },
  )
  const failed = Array.from({ length: slots }, () => false)
  for (const node of nodes) {
    if (node.kind !== 'turn' && failureOf(node) !== undefined) failed[slotOf(node.endMs ?? node.startMs)] = true
  }
  return { open, failed, most: open.reduce((most, count) => Math.max(most, count), 0) }
}

interface Slots {
  slotOf: (ms: number) => number
  slots: number
}

/** Goes through beginnings and ends in the order of time. */
function openPerSlot(starts: Float64Array, ends: Float64Array, { slotOf, slots }: Slots): number[] {
  const open = Array.from({ length: slots }, () => 0)
  let ended = 0
  let filled = 0
  const fillUpTo = (slot: number, count: number): void => {
    for (; filled <= slot; filled += 1) open[filled] = Math.max(open[filled] ?? 0, count)
  }
  for (const [started, startMs] of starts.entries()) {
    for (; (ends[ended] ?? Infinity) <= startMs; ended += 1) fillUpTo(slotOf(ends[ended] ?? 0), started - ended)
    fillUpTo(slotOf(startMs) - 1, started - ended)
    const slot = slotOf(startMs)
    open[slot] = Math.max(open[slot] ?? 0, started + 1 - ended)
  }
  for (; ended < ends.length && ends[ended] !== Infinity; ended += 1)
    fillUpTo(slotOf(ends[ended] ?? 0), starts.length - ended)
  fillUpTo(slots - 1, ends.length - ended)
  return open
}
