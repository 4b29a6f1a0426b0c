import { readdirSync, readFileSync } from 'node:fs'

/** Processes that `parent` has started and that still exist. */
export function childrenOf(parent: number = process.pid): number[] {
  return processIds().filter((pid) => parentOf(pid) === parent)
}

/** Whether a process still runs. */
export function isAlive(pid: number): boolean {
  return parentOf(pid) !== undefined
}

function processIds(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

/** The parent of a process; `undefined` where it is gone, or a zombie. */
function parentOf(pid: number): number | undefined {
  try {
    // "pid (name) state parent …", where a name may hold anything.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return state === 'Z' ? undefined : Number(parent)
  } catch {
    return undefined
  }
}
