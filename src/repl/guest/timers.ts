import type { Host } from './bridge.ts'
import { bare } from './objects.ts'
import {
  apply,
  ErrorConstructor,
  MapConstructor,
  mapClear,
  mapDelete,
  mapGet,
  mapHas,
  mapSet,
  NumberOf,
} from './primordials.ts'
import { schedule } from './promises.ts'
import { misuse } from './requests.ts'

/** The timers of a block; the host keeps the time. */
export interface Timers {
  setTimeout(callback: unknown, delayMs?: unknown, ...parameters: unknown[]): number
  clearTimeout(id?: unknown): void
  queueMicrotask(callback: unknown): void
  /** Schedules the callback of a timer. */
  fire(id: number): void
  /** Drops all timers. */
  abandon(): void
}

type Job = () => void

/** Builds the timers. `fail` makes what a callback throws the error of the block. */
export function createTimers(host: Host, fail: (thrown: unknown) => void): Timers {
  const jobs = new MapConstructor<number, Job>()
  const guarded = (callback: unknown, caller: string, parameters: unknown[]): Job => {
    if (typeof callback !== 'function') throw misuse(`${caller} needs a function; received ${typeof callback}.`)
    return () => {
      try {
        apply(callback as () => void, undefined, parameters)
      } catch (error) {
        fail(error)
      }
    }
  }
  return bare({
    setTimeout: (callback: unknown, delayMs?: unknown, ...parameters: unknown[]) => {
      const job = guarded(callback, 'setTimeout', parameters)
      const id = host('timer', delayOf(delayMs))
      if (typeof id !== 'number') throw new ErrorConstructor('the block has ended; no more timers are set')
      mapSet(jobs, id, job)
      return id
    },
    clearTimeout: (id?: unknown) => {
      if (typeof id !== 'number' || !mapHas(jobs, id)) return
      mapDelete(jobs, id)
      host('clear-timer', id)
    },
    queueMicrotask: (callback: unknown) => schedule(guarded(callback, 'queueMicrotask', [])),
    fire: (id: number) => {
      const job = mapGet(jobs, id)
      mapDelete(jobs, id)
      if (job) schedule(job)
    },
    abandon: () => mapClear(jobs),
  })
}

const LONGEST_DELAY_MS = 2 ** 31 - 1

function delayOf(delayMs: unknown): number {
  const delay = typeof delayMs === 'bigint' || typeof delayMs === 'symbol' ? 0 : NumberOf(delayMs)
  return delay >= 1 && delay <= LONGEST_DELAY_MS ? delay : 1
}
