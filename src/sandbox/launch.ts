import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import source from './child/main.ts?bundle'
import { LOADER, startMessage } from './child/loader.ts'
import type { SandboxLimits } from './limits.ts'
import { nodeBuild } from './node-build.ts'
import { nodeFlags } from './node-flags.ts'
import { addressSpaceMb, hasParentDeathSignal, limitedCommand } from './process-limits.ts'

/** Starts the child of a sandbox: no environment, no directory of its own, a process group apart. */
export async function launchChild(limits: SandboxLimits): Promise<ChildProcessWithoutNullStreams> {
  const build = await nodeBuild(limits.nodePath)
  const node = { file: build.path, args: [...nodeFlags(build, limits.memoryMb), '-e', LOADER] }
  const { file, args } = limitedCommand(node, {
    maxAddressSpaceMb: addressSpaceMb(build, limits.memoryMb, limits.contextBytes),
    diesWithHost: await hasParentDeathSignal(),
  })
  const child = spawn(file, args, { env: {}, cwd: '/', stdio: 'pipe', detached: !isWindows(), windowsHide: true })
  // A child that cannot start closes its pipe; its exit says why.
  child.stdin.on('error', () => {})
  child.stdin.write(startMessage(source, { maxOutputChars: limits.maxOutputChars, breakOnSigint: !isWindows() }))
  return child
}

function isWindows(): boolean {
  return process.platform === 'win32'
}
