import type { SandboxOptions } from './sandbox.ts'
import type { SystemFeatures } from './system-features.ts'

/** Options of a sandbox in a child process. */
export interface ChildSandboxOptions extends SandboxOptions {
  /** Size of the context that will be loaded, in bytes of UTF-16 at most: the child gets address space for it. Default 64 MiB. */
  contextBytes?: number | undefined
  /** Names of the user's tools, which blocks call as functions. Default: none. */
  tools?: readonly string[] | undefined
  /** What to take the operating system for. Default: what it is found to offer. */
  system?: Partial<SystemFeatures> | undefined
  /** CPU time after which a child ends that would not hear of its host's death, in seconds. Default 600. */
  orphanCpuSeconds?: number | undefined
  /** The bundled program of the child. Default: the one that ships. */
  program?: string | undefined
}

/** A sandbox's limits, with every default filled in. */
export interface SandboxLimits {
  memoryMb: number
  blockTimeoutMs: number
  maxOutputChars: number
  contextBytes: number
  orphanCpuSeconds: number
  nodePath: string | undefined
  network: 'auto' | 'require'
  jitless: boolean
}

const DEFAULT_CONTEXT_BYTES = 64 * 1024 * 1024

/** Fills in the defaults. */
export function sandboxLimits({
  memoryMb = 512,
  blockTimeoutMs = 60_000,
  maxOutputChars = 20_000,
  contextBytes = DEFAULT_CONTEXT_BYTES,
  orphanCpuSeconds = 600,
  nodePath,
  network = 'auto',
  jitless = false,
}: ChildSandboxOptions): SandboxLimits {
  return {
    memoryMb,
    blockTimeoutMs,
    maxOutputChars,
    contextBytes: Math.max(contextBytes, DEFAULT_CONTEXT_BYTES),
    orphanCpuSeconds,
    nodePath,
    network,
    jitless,
  }
}

/** Model calls that one block may make; further ones fail. */
export const MAX_CALLS_PER_BLOCK = 10_000

/** Characters of all the prompts that one block may send. */
export const MAX_CALL_CHARS_PER_BLOCK = 512 * 1024 * 1024

/** Timers that one block may have running. */
export const MAX_PENDING_TIMERS = 10_000

/** Messages that the child may send while one block runs. */
export const MAX_MESSAGES_PER_BLOCK = 500_000
