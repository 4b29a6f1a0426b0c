import { readFileSync } from 'node:fs'

const STALL_RESOLUTION_MS = 5
const PEAK_INTERVAL_MS = 20

/**
 * Measures how long the event loop was held up at most, from now until the measure is read. Time in which the thread
 * was ready but got no core, as the kernel counts it, is the machine's doing, not the code's, and is left out.
 */
export function watchStalls(): () => number {
  let last = { at: performance.now(), starvedMs: starvedMs() }
  let longest = 0
  const tick = (): void => {
    const now = { at: performance.now(), starvedMs: starvedMs() }
    const gap = now.at - last.at - STALL_RESOLUTION_MS
    longest = Math.max(longest, gap - (now.starvedMs - last.starvedMs))
    last = now
  }
  const timer = setInterval(tick, STALL_RESOLUTION_MS)
  return () => {
    tick()
    clearInterval(timer)
    return longest
  }
}

/** How long the main thread has waited for a core in its life; 0 where the kernel does not tell. */
function starvedMs(): number {
  try {
    const [, nanoseconds = '0'] = readFileSync('/proc/self/schedstat', 'latin1').split(' ')
    return Number(nanoseconds) / 1e6
  } catch {
    return 0
  }
}

/** Measures the most memory that a process held, in MiB, until it ends or the measure is read. */
export function watchPeak(pid: number): () => number {
  let peakMb = 0
  const look = (): void => {
    peakMb = Math.max(peakMb, peakOf(pid))
  }
  const timer = setInterval(look, PEAK_INTERVAL_MS)
  return () => {
    look()
    clearInterval(timer)
    return peakMb
  }
}

function peakOf(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return Number(kibibytes) / 1024
  } catch {
    return 0
  }
}
