import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { launchChild } from '../src/sandbox/launch.ts'
import { sandboxLimits } from '../src/sandbox/limits.ts'
import { systemFeatures } from '../src/sandbox/system-features.ts'
import { interleaved, medians, timed } from './measure.ts'
import program from './profiled-child.ts?bundle'
import type { Sizes } from './sizes.ts'
import { markdown, readable } from './table.ts'

const NANOSECONDS_PER_MILLISECOND = 1e6

/** Where the time of a start goes, stage by stage, and how long a Node that does nothing takes. */
export async function startProfile({ rounds }: Sizes): Promise<string> {
  const { stages, bareNode } = await interleaved<Record<'stages' | 'bareNode', Durations>>(rounds, {
    stages: async () => stagesOf(await profiledStart()),
    bareNode: async () => ({ elapsedMs: await timed(runBareNode) }),
  })
  const lines = Object.entries(medians(stages)).map(([stage, elapsedMs]) => [stage, readable(elapsedMs)])
  const { elapsedMs: bareNodeMs = NaN } = medians(bareNode)
  const comparison = ['For comparison: `node -e 0`, from spawn to exit', readable(bareNodeMs)]
  return markdown([['stage of a start', 'ms'], ...lines, comparison])
}

/** Moments of one start by name, in nanoseconds of the clock that all processes share. */
async function profiledStart(): Promise<Map<string, number>> {
  const calledAt = now()
  const { process: child, keepCodeCache } = await launchChild({
    limits: sandboxLimits({}),
    system: await systemFeatures(),
    program,
  })
  const [report] = (await once(createInterface(child.stdout), 'line')) as [string]
  const readyAt = now()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { moments, codeCache } = JSON.parse(report) as { moments: [string, number][]; codeCache?: string }
  keepCodeCache?.(Buffer.from(codeCache ?? '', 'base64'))
  return new Map([['call', calledAt], ...moments, ['ready', readyAt]])
}

/** Milliseconds by name. */
type Durations = Record<string, number>

const STAGES: Record<string, string> = {
  process: 'Fork, shell, limits, `unshare`, `setpriv`: Node is loaded',
  node: 'Node boots, up to the first line of our program',
  program: 'The program arrives and is compiled',
  powers: 'What the child needs of Node is taken',
  scrub: 'The main realm is scrubbed and frozen',
  repl: 'The realm of blocks is made and booted',
  ready: 'Host: hears that the child is ready',
}

function stagesOf(moments: Map<string, number>): Durations {
  const ordered = [...moments]
  const elapsed = ordered.slice(1).map(([name, at], index): [string, number] => {
    const before = ordered[index]?.[1] ?? at
    return [STAGES[name] ?? name, (at - before) / NANOSECONDS_PER_MILLISECOND]
  })
  const total = ((moments.get('ready') ?? NaN) - (moments.get('call') ?? NaN)) / NANOSECONDS_PER_MILLISECOND
  return { ...Object.fromEntries(elapsed), 'All of it': total }
}

async function runBareNode(): Promise<void> {
  await once(spawn(process.execPath, ['-e', '0'], { env: {}, cwd: '/', stdio: 'ignore' }), 'exit')
}

function now(): number {
  return Number(process.hrtime.bigint())
}
