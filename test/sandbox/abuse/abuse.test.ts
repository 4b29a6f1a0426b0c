import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openChildSandbox } from '../../../src/sandbox/host.ts'
import type { BlockResult, Sandbox, SubCallHandler } from '../../../src/sandbox/sandbox.ts'
import { type AbuseCase, loadAbuseCases } from './cases.ts'
import { prelude } from './prelude.ts'

const SECRET = 'secret-of-the-host'
const CANARY = 'text of the canary'
const DEFAULT_TIMEOUT_MS = 5000
/** Cancel, interrupt and kill take about a second; the rest is for a busy machine. */
const GRACE_MS = 5000
const MAX_HOST_STALL_MS = 1500

const directory = mkdtempSync(join(tmpdir(), 'abuse-'))
const canaryFile = join(directory, 'canary')
const cases = loadAbuseCases(canaryFile, import.meta.filename)

const HUGE_REPLY = 'h'.repeat(20_000_000)

const answer: SubCallHandler = async ({ prompt }) => {
  if (prompt.startsWith('FAIL')) throw new Error('the model failed')
  if (prompt === 'HUGE') return { text: HUGE_REPLY }
  if (prompt === 'PROTO') return { text: '{"__proto__":{"polluted":1}}' }
  return { text: `echo:${prompt.slice(0, 20)}` }
}

/** What became of one case. */
interface Verdict {
  block: BlockResult
  after: BlockResult | undefined
  durationMs: number
  longestStallMs: number
}

async function run({ id, code, after, timeoutMs }: AbuseCase): Promise<Verdict> {
  const sandbox = await openChildSandbox({ memoryMb: 256, blockTimeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS }, answer)
  const stalls = watchStalls()
  try {
    await sandbox.loadContext({ kind: 'json', text: '{"text":"hello","docs":["a"]}' })
    await sandbox.runBlock(prelude(id, canaryFile))
    const startedAt = performance.now()
    const block = await sandbox.runBlock(code)
    const durationMs = performance.now() - startedAt
    const next = after === undefined ? undefined : await sandbox.runBlock(after)
    return { block, after: next, durationMs, longestStallMs: stalls.stop() }
  } finally {
    stalls.stop()
    await sandbox.close()
  }
}

/** Measures how long the event loop was held up at most. */
function watchStalls(): { stop(): number } {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 10)
  return {
    stop: () => {
      clearInterval(timer)
      return longest
    },
  }
}

/** Everything of a result that the model, or a user, gets to read. */
function textOf(result: BlockResult | undefined): string {
  return JSON.stringify(result ?? null)
}

/** The powers that a case says it has reached. */
function reached(text: string): string[] {
  return [...text.matchAll(/PWNED:[^:]*:(\w+):/g)].map(([, level]) => level ?? '').filter((level) => level !== 'note')
}

it('knows a break-out when it sees one', () => {
  let printed = ''
  const print = (text: string): void => {
    printed += text
  }
  const ownDirectory = mkdtempSync(join(tmpdir(), 'abuse-control-'))
  onTestFinished(() => rmSync(ownDirectory, { recursive: true }))
  const ownCanary = join(ownDirectory, 'canary')
  writeFileSync(ownCanary, CANARY)
  // A function of the host inside a plain `node:vm` context is the classic way out.
  runInNewContext(`${prelude('control', ownCanary)}; $esc(print, 'control')`, { print })
  expect(reached(printed)).toEqual(expect.arrayContaining(['leak', 'proc', 'fs']))
  expect(printed).toContain(CANARY)
  expect(readdirSync(ownDirectory)).toEqual(['canary', 'canary.pwned-control'])
})

describe('a hostile block', () => {
  let bystander: Sandbox

  beforeAll(async () => {
    process.env['SANDBOX_SECRET'] = SECRET
    writeFileSync(canaryFile, CANARY)
    bystander = await openChildSandbox({}, answer)
  })

  afterAll(async () => {
    delete process.env['SANDBOX_SECRET']
    await bystander.close()
    rmSync(directory, { recursive: true })
  })

  it.each(cases)('$id: $desc', { timeout: 60_000 }, async (abuse) => {
    const { block, after, durationMs, longestStallMs } = await run(abuse)
    const text = textOf(block) + textOf(after)

    expect(reached(text)).toEqual([])
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain(CANARY)
    expect(readFileSync(canaryFile, 'utf8')).toBe(CANARY)
    expect(readdirSync(directory)).toEqual(['canary'])
    expect({}).not.toHaveProperty('polluted')

    expect(durationMs).toBeLessThan((abuse.timeoutMs ?? DEFAULT_TIMEOUT_MS) + GRACE_MS)
    expect(longestStallMs).toBeLessThan(MAX_HOST_STALL_MS)
    expect(await bystander.runBlock('6 * 7')).toMatchObject({ result: '42' })

    expect(block.lost === undefined || abuse.mayDie === true).toBe(true)
    expect(after?.stdout ?? '').toMatch(abuse.expect ?? /^/)
    expect(after?.final).toBe(abuse.expectFinal)
  })
})
