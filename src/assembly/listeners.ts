import type { RunEvent } from '../run/events.ts'

/** Receives the events of a run. */
export type Listener = (event: RunEvent) => void

/** Tells every listener; the first exception of a run becomes a process warning, so that a fault is seen and harmless. */
export function safeListener(listeners: readonly (Listener | undefined)[]): Listener {
  let hasWarned = false
  const tell = (listener: Listener | undefined, event: RunEvent): void => {
    try {
      listener?.(event)
    } catch (error) {
      if (!hasWarned) process.emitWarning(`An onEvent listener threw: ${String(error)}`, 'RLMWarning')
      hasWarned = true
    }
  }
  return (event) => listeners.forEach((listener) => tell(listener, event))
}
