import { execFile } from 'node:child_process'
import type { NodeBuild } from './node-build.ts'

/** A program and its arguments. */
export interface Command {
  file: string
  args: string[]
}

const MEBIBYTE = 1024 * 1024
const KIBIBYTES_PER_MEBIBYTE = 1024

/** Address space of a Node that does nothing yet, with the type stripper's WebAssembly memory, in MiB. */
const BASE_ADDRESS_SPACE_MB = { upToNode22: 1100, fromNode24: 1600 }
const MARGIN_MB = 256

const MAX_OPEN_FILES = 64
const ORPHAN_CPU_SECONDS = 3600
const PARENT_DEATH = ['setpriv', '--pdeathsig', 'KILL', '--']
const PROBE_TIMEOUT_MS = 5000

/** Address space for a child with a heap of `memoryMb` and a context of `contextBytes`, in MiB. */
export function addressSpaceMb({ majorVersion }: NodeBuild, memoryMb: number, contextBytes: number): number {
  const { upToNode22, fromNode24 } = BASE_ADDRESS_SPACE_MB
  const base = majorVersion < 24 ? upToNode22 : fromNode24
  return base + residentLimitMb(memoryMb, contextBytes)
}

/** Memory that a child may hold: its heap, a context twice (while it is received), and a margin, in MiB. */
export function residentLimitMb(memoryMb: number, contextBytes: number): number {
  return memoryMb + 2 * Math.ceil(contextBytes / MEBIBYTE) + MARGIN_MB
}

/** Whether the operating system can limit a process's address space. */
export function canLimitAddressSpace(): boolean {
  return process.platform === 'linux'
}

/** What a limited process gets. */
export interface ProcessLimits {
  maxAddressSpaceMb: number
  /** Whether `setpriv` can tie its life to the host's. */
  diesWithHost: boolean
}

/** Wraps `command` in a shell that sets POSIX limits first; nothing runs where one of them cannot be set. */
export function limitedCommand(command: Command, { maxAddressSpaceMb, diesWithHost }: ProcessLimits): Command {
  if (process.platform === 'win32') return command
  const limits = [
    'ulimit -c 0',
    `ulimit -n ${MAX_OPEN_FILES}`,
    ...(canLimitAddressSpace() ? [`ulimit -v ${maxAddressSpaceMb * KIBIBYTES_PER_MEBIBYTE}`] : []),
    // Where no signal tells the child that its host has died, a block that spins must end all the same.
    ...(diesWithHost ? [] : [`ulimit -t ${ORPHAN_CPU_SECONDS}`]),
  ]
  const launcher = diesWithHost ? PARENT_DEATH : []
  const script = `${limits.join(' && ')} && exec "$0" "$@"`
  return { file: '/bin/sh', args: ['-c', script, ...launcher, command.file, ...command.args] }
}

let parentDeathSignal: Promise<boolean> | undefined

/** Whether `setpriv` can tie a child's life to the host's; tried once. */
export function hasParentDeathSignal(): Promise<boolean> {
  parentDeathSignal ??= new Promise((resolve) => {
    const args = ['-c', 'exec "$0" "$@"', ...PARENT_DEATH, 'true']
    execFile('/bin/sh', args, { env: {}, cwd: '/', timeout: PROBE_TIMEOUT_MS }, (error) => resolve(error === null))
  })
  return parentDeathSignal
}
