import type { ChildLink } from './child-link.ts'

/** Time that a block gets to see its cancel message before it is interrupted, in milliseconds. */
const CANCEL_GRACE_MS = 60

/** Time that an interrupted block gets to end before its sandbox is killed, in milliseconds. */
const INTERRUPT_GRACE_MS = 1000

/**
 * Ends a block by the gentlest step that works: cancel, SIGINT, and at last SIGKILL, where native code hears neither.
 * Only the last loses the sandbox. Returns a function that stops the ladder.
 */
export function climbInterruptLadder(link: ChildLink, blockId: number, kill: () => void): () => void {
  let timer = setTimeout(interrupt, CANCEL_GRACE_MS)
  link.send({ type: 'cancel', id: blockId })
  return () => clearTimeout(timer)

  function interrupt(): void {
    link.interrupt()
    timer = setTimeout(kill, INTERRUPT_GRACE_MS)
  }
}
