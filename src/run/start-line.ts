import { setImmediate } from 'node:timers/promises'
import { limitFunction } from 'p-limit'
import { abortedError } from '../errors.ts'
import type { OpenSandbox, Sandbox } from '../sandbox/sandbox.ts'

/**
 * Opens sandboxes in order, so many at once: a start is all work for the processor, so that more of them at once would
 * only all be late. Each begins in a turn of the event loop of its own, which every fork of a process holds up. One that
 * is aborted while it waits rejects at once and is never started.
 */
export function startingInLine(open: OpenSandbox, atOnce: number): OpenSandbox {
  // The package's default export is lost on a CommonJS build; this named one is the same limiter.
  const inSlot = limitFunction((start: () => Promise<void>) => start(), { concurrency: atOnce })
  let turn = Promise.resolve()
  return (answer, task) =>
    new Promise<Sandbox>((resolve, reject) => {
      const { signal } = task
      const leave = (): void => reject(abortedError(signal))
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave, { once: true })
      void inSlot(async () => {
        turn = turn.then(() => setImmediate())
        await turn
        signal.removeEventListener('abort', leave)
        if (!signal.aborted) await open(answer, task).then(resolve, reject)
      })
    })
}
