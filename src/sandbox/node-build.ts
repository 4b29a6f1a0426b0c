import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import * as z from 'zod'
import { RLMError } from '../errors.ts'

/** What a sandbox needs to know about the Node that runs its child. */
export interface NodeBuild {
  /** Absolute path of the binary. */
  path: string
  majorVersion: number
  /** The options that it knows. */
  flags: ReadonlySet<string>
}

const PROBE_TIMEOUT_MS = 10_000
const PROBE = `process.stdout.write(JSON.stringify({
  path: process.execPath,
  version: process.versions.node,
  flags: [...process.allowedNodeEnvironmentFlags],
}))`

const probeSchema = z.object({ path: z.string(), version: z.string(), flags: z.array(z.string()) })

const probes = new Map<string, Promise<NodeBuild>>()

/** Looks at a Node binary, once a path. Rejects with an `RLMError` of code `'sandbox'` where it cannot be run. */
export function nodeBuild(nodePath: string = process.execPath): Promise<NodeBuild> {
  const known = probes.get(nodePath)
  if (known !== undefined) return known
  const probe = nodePath === process.execPath ? Promise.resolve(runningBuild()) : probeBuild(nodePath)
  probes.set(nodePath, probe)
  // A binary that is missing now may be there at the next try.
  probe.catch(() => probes.delete(nodePath))
  return probe
}

function runningBuild(): NodeBuild {
  return {
    path: process.execPath,
    majorVersion: majorOf(process.versions.node),
    flags: process.allowedNodeEnvironmentFlags,
  }
}

async function probeBuild(nodePath: string): Promise<NodeBuild> {
  try {
    const { stdout } = await promisify(execFile)(nodePath, ['-e', PROBE], {
      env: { PATH: process.env['PATH'] },
      timeout: PROBE_TIMEOUT_MS,
    })
    const { path, version, flags } = probeSchema.parse(JSON.parse(stdout))
    return { path, majorVersion: majorOf(version), flags: new Set(flags) }
  } catch (cause) {
    throw new RLMError(
      `\`sandbox.nodePath\` must be the path of a Node binary; ${JSON.stringify(nodePath)} could not be run as one. ` +
        'Leave it out for the Node that runs this program.',
      { code: 'sandbox', cause },
    )
  }
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}
