import type { RunEvent } from '../../src/run/events.ts'

type StartOrEnd = Extract<RunEvent, { id: string }>

/**
 * Everything that is wrong with the tree that a run's events make; an empty list where every start has one end, within
 * the life of its parent.
 */
export function faultsOf(events: readonly RunEvent[]): string[] {
  const open = new Map<string, string | undefined>()
  const faults: string[] = []
  for (const event of events) {
    if (!('id' in event)) continue
    if (event.type.endsWith('-start')) faults.push(...startFaults(event, open))
    else if (!open.has(event.id)) faults.push(`${event.type} of something that is not open`)
    if (event.type.endsWith('-start')) open.set(event.id, 'parentId' in event ? event.parentId : undefined)
    if (!event.type.endsWith('-end')) continue
    open.delete(event.id)
    if ([...open.values()].includes(event.id)) faults.push(`${event.type} before the end of what belongs to it`)
  }
  const last = events.at(-1)
  if (last?.type !== 'run-end' || last.depth !== 0) faults.push(`the last event is ${last?.type}`)
  return open.size === 0 ? faults : [...faults, `${open.size} without an end`]
}

function startFaults(event: StartOrEnd, open: ReadonlyMap<string, unknown>): string[] {
  const parentId = 'parentId' in event ? event.parentId : undefined
  if (open.has(event.id)) return [`${event.type} of an id that is open`]
  if (parentId === undefined) return event.type === 'run-start' && event.depth === 0 ? [] : [`${event.type}: no parent`]
  return open.has(parentId) ? [] : [`${event.type} in a parent that is not open`]
}
