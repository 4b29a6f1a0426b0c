import { execFile } from 'node:child_process'

const POLL_INTERVAL_MS = 250
const KIBIBYTES_PER_MEBIBYTE = 1024

/**
 * Watches a process's resident memory, for systems without `ulimit -v`; calls `onExceed` when it is above `limitMb`.
 * Returns a function that stops watching.
 */
export function watchResidentMemory(pid: number, limitMb: number, onExceed: () => void): () => void {
  const timer = setInterval(() => {
    execFile('ps', ['-o', 'rss=', '-p', `${pid}`], (error, stdout) => {
      if (error === null && Number.parseInt(stdout, 10) > limitMb * KIBIBYTES_PER_MEBIBYTE) onExceed()
    })
  }, POLL_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}
