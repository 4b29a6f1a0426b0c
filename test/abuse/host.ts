import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openChildSandbox } from '../../src/sandbox/host.ts'
import type { BlockResult, Sandbox, SubCallHandler } from '../../src/sandbox/sandbox.ts'
import { childrenOf } from '../sandbox/processes.ts'
import { Bystander } from './bystander.ts'
import { type AbuseCase, loadAbuseCases } from './cases.ts'
import { prelude } from './prelude.ts'
import { powersReached, type Verdict } from './verdict.ts'
import { watchPeak, watchStalls } from './watch.ts'

/**
 * A host program: `node host.mjs <case> <corpus>` runs one hostile block, with a second sandbox at work beside it, and
 * writes its `Verdict` to stdout. The case `control` is a harmless block.
 */
const SECRET = 'secret-of-the-host'
const CANARY = 'text of the canary'
const DEFAULT_TIMEOUT_MS = 5000
/** Cancel, interrupt and kill take about a second; the rest is for a busy machine. */
const GRACE_MS = 5000
const MAX_STALL_MS = 100
/** Two hostile children share the two cores with it. */
const MAX_BYSTANDER_MS = 3000
const HUGE_REPLY = 'h'.repeat(20_000_000)
const CONTROL: AbuseCase = { id: 'control', goal: 'hang', desc: '', code: 'for (let i = 0; i < 1e8; i++);' }

const [id = '', corpusFile = ''] = process.argv.slice(2)
const directory = mkdtempSync(join(tmpdir(), 'abuse-'))
const canaryFile = join(directory, 'canary')
process.env['SANDBOX_SECRET'] = SECRET
writeFileSync(canaryFile, CANARY)
try {
  const abuse = [CONTROL, ...loadAbuseCases({ corpusFile, canaryFile, hostFile: import.meta.filename })].find(
    (each) => each.id === id,
  )
  if (abuse === undefined) throw new Error(`There is no case ${id}`)
  process.stdout.write(JSON.stringify(await judge(abuse)))
} finally {
  rmSync(directory, { recursive: true })
}

async function judge(abuse: AbuseCase): Promise<Verdict> {
  const bystander = await Bystander.open()
  const blockTimeoutMs = abuse.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const others = childrenOf()
  const sandbox = await openChildSandbox({ memoryMb: 256, blockTimeoutMs }, answer)
  const readPeak = watchPeak(childrenOf().find((pid) => !others.includes(pid)) ?? 0)
  const readStall = watchStalls()
  bystander.work()
  const run = await attack(sandbox, abuse)
  await sandbox.close()
  const peakMb = readPeak()
  const bystanderMs = await bystander.stop()
  const longestStallMs = readStall()
  const problems = [
    ...problemsOf(abuse, run),
    ...bystander.problems,
    ...unless(longestStallMs <= MAX_STALL_MS, `froze the host for ${Math.round(longestStallMs)} ms`),
    ...unless(bystanderMs <= MAX_BYSTANDER_MS, `held up the other sandbox for ${Math.round(bystanderMs)} ms`),
    ...unless(childrenOf().length === 0, 'left a process behind'),
  ]
  const { durationMs } = run
  return { id: abuse.id, problems, outcome: outcomeOf(run.block), durationMs, longestStallMs, peakMb, bystanderMs }
}

interface Attack {
  block: BlockResult
  after: BlockResult | undefined
  durationMs: number
}

async function attack(sandbox: Sandbox, { id, code, after }: AbuseCase): Promise<Attack> {
  await sandbox.load('context', { kind: 'json', text: '{"text":"hello","docs":["a"]}' })
  await sandbox.runBlock(prelude(id, canaryFile))
  const startedAt = performance.now()
  const block = await sandbox.runBlock(code)
  const durationMs = performance.now() - startedAt
  // A later block must find that nothing has come of it; so must timers and promises that it has left behind.
  const next = block.lost === undefined ? await sandbox.runBlock(after ?? '0') : undefined
  return { block, after: next, durationMs }
}

function problemsOf(abuse: AbuseCase, { block, after, durationMs }: Attack): string[] {
  const text = JSON.stringify([block, after])
  return [
    ...powersReached(text).map((power) => `reached ${power}`),
    ...unless(!text.includes(SECRET) && !text.includes(CANARY), 'told a secret'),
    ...unless(readFileSync(canaryFile, 'utf8') === CANARY, 'wrote to a file'),
    ...unless(readdirSync(directory).join() === 'canary', 'made a file'),
    ...unless(!('polluted' in {}), 'reached objects of the host'),
    ...unless(durationMs < (abuse.timeoutMs ?? DEFAULT_TIMEOUT_MS) + GRACE_MS, 'outlasted its time'),
    ...unless(block.lost === undefined || abuse.mayDie === true, `lost its sandbox: ${block.lost?.message}`),
    ...unless(abuse.expect === undefined || abuse.expect.test(after?.stdout ?? ''), `forged: ${after?.stdout}`),
    ...unless(after?.final === abuse.expectFinal, `forged a final: ${after?.final}`),
  ]
}

function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem]
}

function outcomeOf({ lost, error }: BlockResult): string {
  return lost === undefined ? (error?.name ?? 'ended') : `lost: ${lost.reason}`
}

async function answer({ prompt }: Parameters<SubCallHandler>[0]): ReturnType<SubCallHandler> {
  if (prompt.startsWith('FAIL')) throw new Error('the model failed')
  if (prompt === 'HUGE') return { text: HUGE_REPLY }
  if (prompt === 'PROTO') return { text: '{"__proto__":{"polluted":1}}' }
  return { text: `echo:${prompt.slice(0, 20)}` }
}
