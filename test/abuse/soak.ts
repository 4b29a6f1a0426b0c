import { openChildSandbox } from '../../src/sandbox/host.ts'
import type { SubCallHandler } from '../../src/sandbox/sandbox.ts'
import { growth, resources } from '../support/resources.ts'
import type { Verdict } from './verdict.ts'

/**
 * A program: a thousand runs one after another, then 200 at once, each with all that a run does. Writes a `Verdict`
 * for both to stdout: no process, file descriptor or memory may stay behind. To be run with `--expose-gc`.
 */
const RUNS = 1000
/** What the first runs take is taken once: code that is compiled, pools that are filled. */
const WARM_UP_RUNS = 100
const AT_ONCE = 200
const MAX_GROWTH_MB = 5

const answer: SubCallHandler = async () => ({ text: 'echo' })

for (let index = 0; index < WARM_UP_RUNS; index += 1) await oneRun()
process.stdout.write(JSON.stringify([await soak('soak-1000-in-a-row', inARow), await soak('soak-200-at-once', atOnce)]))

async function soak(id: string, work: () => Promise<void>): Promise<Verdict> {
  const before = await resources()
  const startedAt = performance.now()
  const failure = await work().then(
    () => [],
    (error: unknown) => [`a run failed: ${String(error)}`],
  )
  const durationMs = performance.now() - startedAt
  const after = await resources()
  const problems = [...failure, ...growth(before, after, MAX_GROWTH_MB)]
  return { id, problems, outcome: 'ended', durationMs, longestStallMs: 0, peakMb: after.heapMb, bystanderMs: 0 }
}

async function inARow(): Promise<void> {
  for (let index = 0; index < RUNS; index += 1) await oneRun()
}

async function atOnce(): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, oneRun))
}

async function oneRun(): Promise<void> {
  const sandbox = await openChildSandbox({ memoryMb: 64 }, answer)
  try {
    await sandbox.load('context', { kind: 'text', text: 'x'.repeat(10_000) })
    const { result } = await sandbox.runBlock('setTimeout(() => {}, 60_000); llm_query("p") + context.length')
    if (result?.includes('echo10000') !== true) throw new Error(`a block gave ${result}`)
  } finally {
    await sandbox.close()
  }
}
