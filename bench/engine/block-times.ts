import { type RunTask, runOnce } from './contestants.ts'

/** When a block began and ended, in milliseconds since its run began. */
export interface BlockTime {
  startedAtMs: number
  endedAtMs: number
}

/** The times of a run's blocks, by the run's own events. The first one waits for the sandbox and the context. */
export async function blockTimes(url: string, task: RunTask = {}): Promise<BlockTime[]> {
  const times: BlockTime[] = []
  let startedAtMs = NaN
  await runOnce(url, {
    ...task,
    onEvent: (event) => {
      task.onEvent?.(event)
      if (event.type === 'block-start') startedAtMs = event.atMs
      if (event.type === 'block-end') times.push({ startedAtMs, endedAtMs: event.atMs })
    },
  })
  return times
}

/** Milliseconds that the second block of a run takes, which finds everything ready. */
export async function secondBlockMs(url: string, task: RunTask = {}): Promise<number> {
  const [, { startedAtMs, endedAtMs } = { startedAtMs: NaN, endedAtMs: NaN }] = await blockTimes(url, task)
  return endedAtMs - startedAtMs
}
