import { execFile } from 'node:child_process'

/** What the operating system offers to hold a child. */
export interface SystemFeatures {
  /** `ulimit -v` limits what a process may hold. */
  addressSpaceLimit: boolean
  /** `unshare` starts a process that has no network at all. */
  networkNamespace: boolean
  /** `setpriv` ties a process's life to that of its parent. */
  parentDeathSignal: boolean
}

const UNSHARE = ['unshare', '-rn', '--']
const SETPRIV = ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL']
/** In its own namespace a process is root, with every capability; it needs none. */
const NO_CAPABILITIES = ['--inh-caps', '-all', '--bounding-set', '-all']
const PROBE_TIMEOUT_MS = 5000

let found: Promise<SystemFeatures> | undefined

/** What this system is found to offer; tried once. */
export function systemFeatures(): Promise<SystemFeatures> {
  found ??= probe()
  return found
}

/**
 * The programs that start a child under these features: each sets something up, and becomes the next. The signal comes
 * last, as a change of namespace would take it away.
 */
export function launchers({
  networkNamespace,
  parentDeathSignal,
}: Omit<SystemFeatures, 'addressSpaceLimit'>): string[] {
  const capabilities = networkNamespace ? NO_CAPABILITIES : []
  return [...(networkNamespace ? UNSHARE : []), ...(parentDeathSignal ? [...SETPRIV, ...capabilities, '--'] : [])]
}

async function probe(): Promise<SystemFeatures> {
  const parentDeathSignal = await works({ parentDeathSignal: true, networkNamespace: false })
  const networkNamespace = await works({ parentDeathSignal, networkNamespace: true })
  return { addressSpaceLimit: process.platform === 'linux', networkNamespace, parentDeathSignal }
}

function works(features: Parameters<typeof launchers>[0]): Promise<boolean> {
  if (process.platform === 'win32') return Promise.resolve(false)
  const args = ['-c', 'exec "$0" "$@"', ...launchers(features), 'true']
  return new Promise((resolve) => {
    execFile('/bin/sh', args, { env: {}, cwd: '/', timeout: PROBE_TIMEOUT_MS }, (error) => resolve(error === null))
  })
}
