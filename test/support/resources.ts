import { readdirSync } from 'node:fs'
import { memoryUsage } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf } from '../sandbox/processes.ts'

/** What this process holds. */
interface Resources {
  processes: number
  descriptors: number
  timersAndPipes: number
  listeners: number
  heapMb: number
}

const MEBIBYTE = 1024 * 1024
const SETTLING_MS = 500

/** Counts what this process holds, after garbage collections; to be run with `--expose-gc`. */
export async function resources(): Promise<Resources> {
  // What one collection finds dead, such as the text of a buffer, the next one frees.
  for (let collections = 0; collections < 3; collections += 1) {
    await sleep(SETTLING_MS)
    globalThis.gc?.()
  }
  const { heapUsed, external } = memoryUsage()
  return {
    processes: childrenOf().length,
    descriptors: readdirSync('/proc/self/fd').length,
    timersAndPipes: process.getActiveResourcesInfo().length,
    listeners: process.eventNames().reduce((total, name) => total + process.listenerCount(name), 0),
    heapMb: (heapUsed + external) / MEBIBYTE,
  }
}

/** What there is more of `after` than `before`, a sentence each; memory may grow by `allowedMb`. */
export function growth(before: Resources, after: Resources, allowedMb: number): string[] {
  const more = (name: keyof Resources, allowed: number): string[] =>
    after[name] > before[name] + allowed ? [`${name} went from ${before[name]} to ${after[name]}`] : []
  return [
    ...more('processes', 0),
    ...more('descriptors', 0),
    ...more('timersAndPipes', 0),
    ...more('listeners', 0),
    ...more('heapMb', allowedMb),
  ]
}
