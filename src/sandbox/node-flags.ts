import { RLMError } from '../errors.ts'
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

/** The options that the child's Node starts with. Throws an `RLMError` where it has no permission model. */
export function nodeFlags({ flags, majorVersion, path }: NodeBuild, memoryMb: number): string[] {
  if (!flags.has(PERMISSION_FLAG)) {
    throw new RLMError(
      `The sandbox needs a Node with \`${PERMISSION_FLAG}\` (22.18 or later); ${path} is version ${majorVersion} ` +
        'without it. Set `sandbox.nodePath` to a newer Node.',
      { code: 'sandbox' },
    )
  }
  const hardening = HARDENING_FLAGS.filter((flag) => flags.has(flag))
  return [PERMISSION_FLAG, ...hardening, `--max-old-space-size=${memoryMb}`]
}
