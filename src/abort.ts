import { abortedError } from './errors.ts'

/**
 * Settles as `work` does, or rejects with `abortedError` as soon as `signal` aborts. For work that cannot be cancelled:
 * it goes on, but nobody waits for it.
 */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return work
  let leave: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(abortedError(signal))
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
