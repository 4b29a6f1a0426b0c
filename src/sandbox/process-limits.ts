import type { NodeBuild } from './node-build.ts'
import { launchers, type SystemFeatures } from './system-features.ts'

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

/** What a limited process gets. */
export interface ProcessLimits {
  maxAddressSpaceMb: number
  orphanCpuSeconds: number
  system: SystemFeatures
}

/** Wraps `command` in a shell that sets POSIX limits first; nothing runs where one of them cannot be set. */
export function limitedCommand(
  command: Command,
  { maxAddressSpaceMb, orphanCpuSeconds, system }: ProcessLimits,
): Command {
  if (process.platform === 'win32') return command
  const steps = [
    'ulimit -c 0',
    `ulimit -n ${MAX_OPEN_FILES}`,
    ...(system.addressSpaceLimit ? [`ulimit -v ${maxAddressSpaceMb * KIBIBYTES_PER_MEBIBYTE}`] : []),
    ...(system.parentDeathSignal ? [] : cpuLimit(orphanCpuSeconds)),
    'exec "$0" "$@"',
  ]
  return { file: '/bin/sh', args: ['-c', steps.join(' && '), ...launchers(system), command.file, ...command.args] }
}

/**
 * Where no signal tells the child that its host has died, a block that spins must end all the same: by SIGXCPU, which
 * says why, and SIGKILL a second later.
 */
function cpuLimit(seconds: number): string[] {
  return [`ulimit -t ${seconds + 1}`, `ulimit -S -t ${seconds}`]
}
