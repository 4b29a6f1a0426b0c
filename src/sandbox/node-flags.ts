import { RLMError } from '../errors.ts'
import type { SandboxLimits } from './limits.ts'
import type { NodeBuild } from './node-build.ts'

/** Without it the child could read files, start processes and load code. */
const PERMISSION_FLAG = '--permission'

/** Each is passed where the Node of the child knows it. */
const HARDENING_FLAGS = [
  '--no-experimental-sqlite', // node:sqlite writes files whatever the permission model says
  '--no-addons',
  '--disallow-code-generation-from-strings',
  '--disable-sigusr1', // the signal would open an inspector
  '--no-experimental-websocket',
  '--no-global-search-paths',
  '--disable-wasm-trap-handler', // its guard regions do not fit into a limited address space
  '--no-warnings',
  '--no-deprecation',
]

/** Without V8's compilers there is no WebAssembly either. */
const JITLESS_FLAG = '--jitless'

/**
 * Pages of 64 KiB: V8 would otherwise reserve up to 4 GiB of the address space that `ulimit -v` grants for what removes
 * types. An option of V8, which Node does not list.
 */
const WASM_PAGES_FLAG = '--wasm-max-mem-pages=4096'

/** Known to a Node whose permission model covers the network. */
const NETWORK_PERMISSION_FLAG = '--allow-net'

/** Whether this Node by itself keeps a child from the network. */
export function deniesNetwork({ flags }: NodeBuild): boolean {
  return flags.has(NETWORK_PERMISSION_FLAG)
}

/** The options that the child's Node starts with. Throws an `RLMError` where it lacks one that must be there. */
export function nodeFlags(build: NodeBuild, limits: Pick<SandboxLimits, 'memoryMb' | 'jitless'>): string[] {
  assertHasPermissions(build)
  if (limits.jitless) assertHasJitless(build)
  return [
    PERMISSION_FLAG,
    ...HARDENING_FLAGS.filter((flag) => build.flags.has(flag)),
    ...(limits.jitless ? [JITLESS_FLAG] : []),
    `--max-old-space-size=${limits.memoryMb}`,
    WASM_PAGES_FLAG,
  ]
}

function assertHasPermissions({ flags, majorVersion, path }: NodeBuild): void {
  if (flags.has(PERMISSION_FLAG)) return
  throw new RLMError(
    `The sandbox needs a Node with \`${PERMISSION_FLAG}\` (22.18 or later); ${path} is version ${majorVersion} ` +
      'without it. Set `sandbox.nodePath` to a newer Node.',
    { code: 'sandbox' },
  )
}

function assertHasJitless({ flags, path }: NodeBuild): void {
  if (flags.has(JITLESS_FLAG)) return
  throw new RLMError(
    `\`sandbox.jitless\` needs a Node with \`${JITLESS_FLAG}\`; ${path} has none. Leave the option out, or set ` +
      '`sandbox.nodePath` to another Node.',
    { code: 'sandbox' },
  )
}
