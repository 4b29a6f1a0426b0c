import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { RLMError } from '../errors.ts'
import { LOADER, startMessage } from './child/loader.ts'
import shippedProgram from './child/main.ts?bundle'
import { codeCacheOf, type KeepCodeCache } from './code-cache.ts'
import type { SandboxLimits } from './limits.ts'
import { type NodeBuild, nodeBuild } from './node-build.ts'
import { deniesNetwork, nodeFlags } from './node-flags.ts'
import { addressSpaceMb, limitedCommand } from './process-limits.ts'
import type { SystemFeatures } from './system-features.ts'

/** What a child starts with. */
export interface LaunchOptions {
  limits: SandboxLimits
  system: SystemFeatures
  /** Names of the user's tools. Default: none. */
  tools?: readonly string[] | undefined
  /** The child's program, as a bundle. Default: the one that ships. */
  program?: string | undefined
}

/** A child that starts. */
export interface LaunchedChild {
  process: ChildProcessWithoutNullStreams
  /** To be given the compiled form of the program that the child sends, or nothing when it has ended without. */
  keepCodeCache: KeepCodeCache | undefined
}

/**
 * Starts the child of a sandbox: no environment, no directory of its own, a process group apart. Rejects with an
 * `RLMError` where something is missing that must hold it.
 */
export async function launchChild(options: LaunchOptions): Promise<LaunchedChild> {
  const { limits, system, tools, program = shippedProgram } = options
  const [node, processLimits] = await commandOf(options)
  const { file, args } = limitedCommand(node, processLimits)
  const child = spawn(file, args, { env: {}, cwd: '/', stdio: 'pipe', detached: !isWindows(), windowsHide: true })
  // A child that cannot start closes its pipe; its exit says why.
  child.stdin.on('error', () => {})
  const { maxOutputChars } = limits
  const typedArrays = system.addressSpaceLimit
  const codeCache = codeCacheOf(program, [node.file, ...node.args])
  const keepCodeCache = codeCache.claim()
  const codeCacheWanted = keepCodeCache !== undefined
  const settings = { maxOutputChars, tools, typedArrays, breakOnSigint: !isWindows(), codeCacheWanted }
  child.stdin.write(startMessage({ source: program, codeCache: codeCache.data, settings }))
  return { process: child, keepCodeCache }
}

async function commandOf({ limits, system }: LaunchOptions): Promise<Parameters<typeof limitedCommand>> {
  const build = await nodeBuild(limits.nodePath)
  if (limits.network === 'require') assertNetworkWall(build, system)
  const { memoryMb, contextBytes, orphanCpuSeconds } = limits
  const node = { file: build.path, args: [...nodeFlags(build, limits), '-e', LOADER] }
  return [node, { maxAddressSpaceMb: addressSpaceMb(build, memoryMb, contextBytes), orphanCpuSeconds, system }]
}

function assertNetworkWall(build: NodeBuild, { networkNamespace }: SystemFeatures): void {
  if (networkNamespace || deniesNetwork(build)) return
  throw new RLMError(
    "`sandbox.network: 'require'` needs a wall between the child and the network; here `unshare -rn` does not work, and " +
      `${build.path} is Node ${build.majorVersion}, whose permission model does not cover the network. Allow user ` +
      "namespaces, set `sandbox.nodePath` to Node 25 or later, or leave `network` out for 'auto'.",
    { code: 'sandbox' },
  )
}

function isWindows(): boolean {
  return process.platform === 'win32'
}
