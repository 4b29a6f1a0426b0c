import { CHILD_EXIT } from './child-exit.ts'
import type { SandboxLoss } from './sandbox.ts'

/** Why a child ended: the part of a `SandboxLoss` that the process itself tells. */
export type LossCause = Pick<SandboxLoss, 'reason' | 'message'>

/** How a child ended, as the operating system saw it. */
export interface ChildExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** The beginning of what it wrote to stderr. */
  stderr: string
}

const OUT_OF_MEMORY = /out of memory|Allocation failed|bad_alloc|invalid (?:array|table) length/i

/** Signals of a V8 that finds no memory; SIGKILL, where nobody here sent it, is the kernel's own answer to that. */
const MEMORY_SIGNALS: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL'])

/** The cause that a child's exit shows. */
export function causeOfExit(exit: ChildExit, memoryMb: number): LossCause {
  if (ranOutOfMemory(exit)) {
    return { reason: 'memory', message: `It needed more memory than the sandbox has (${memoryMb} MiB).` }
  }
  if (exit.signal === 'SIGXCPU') return { reason: 'time', message: 'It used up its CPU time.' }
  if (exit.code === CHILD_EXIT.protocol) {
    return { reason: 'protocol', message: 'It tried to send a message larger than the sandbox allows.' }
  }
  const how = exit.signal ?? `exit code ${exit.code}`
  return { reason: 'exit', message: `The sandbox ended unexpectedly (${how}).` }
}

function ranOutOfMemory({ code, signal, stderr }: ChildExit): boolean {
  return code === CHILD_EXIT.memory || (signal !== null && MEMORY_SIGNALS.has(signal)) || OUT_OF_MEMORY.test(stderr)
}
