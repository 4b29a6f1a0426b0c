/** Kills one child; called when the host exits. */
type KillChild = () => void

const liveChildren = new Set<KillChild>()

const ignoreSignal = (): void => {}
const killLiveChildren = (): void => {
  for (const kill of liveChildren) kill()
}

/**
 * Guards the host while a child lives: SIGUSR1, with which a process of the same user could open an inspector in it, is
 * ignored, and no child outlives its exit. Returns a function that takes this child's guard away again.
 */
export function guardHost(kill: KillChild): () => void {
  liveChildren.add(kill)
  if (liveChildren.size === 1) setListeners('on')
  return () => {
    if (liveChildren.delete(kill) && liveChildren.size === 0) setListeners('off')
  }
}

function setListeners(change: 'on' | 'off'): void {
  if (process.platform !== 'win32') process[change]('SIGUSR1', ignoreSignal)
  process[change]('exit', killLiveChildren)
}
