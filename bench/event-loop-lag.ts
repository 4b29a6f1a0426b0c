import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

const NANOSECONDS_PER_MILLISECOND = 1e6
const RESOLUTION_MS = 1

/** Watches the event loop; the function that it gives stops, and resolves to the longest delay in milliseconds. */
export async function watchLag(): Promise<() => Promise<number>> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delays.enable()
  // A delay is measured between two ticks: one comes before what is watched, and one must come after.
  await setTimeout(5 * RESOLUTION_MS)
  return async () => {
    await setTimeout(5 * RESOLUTION_MS)
    delays.disable()
    return delays.max / NANOSECONDS_PER_MILLISECOND
  }
}

/** The longest delay of the event loop while `action` goes on, in milliseconds. */
export async function lagDuring(action: () => Promise<unknown>): Promise<number> {
  const stopWatching = await watchLag()
  await action()
  return stopWatching()
}
