import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { RLMError } from '../../src/errors.ts'
import type { RLMOptions } from '../../src/options.ts'
import { type ChatRequest, type Reply, startChatServer } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { FAULTS, faultless } from '../support/faults.ts'
import { growth, resources } from '../support/resources.ts'
import { recorder } from '../support/script.ts'
import { RLM } from '../../src/rlm.ts'

/**
 * A program: 200 runs at once for as many seconds as its argument says, each with nested calls, random faults of the
 * endpoint, random limits and, one in three, an abort at a random time. Every run must end in an answer or a typed
 * error with closed events, and nothing of them may stay behind. To be run with `--expose-gc`.
 */
const AT_ONCE = 200
const WARM_UP_MS = 10_000
/** A run that is not over by then hangs: 200 at once share few processors, and each starts several sandboxes. */
const LONGEST_RUN_MS = 240_000
const MAX_GROWTH_MB = 20
const MAX_LOOKS = 10
const FAULTY_SHARE = 0.15

const seconds = Number(process.argv[2] ?? 120)
const outcomes = new Map<string, number>()
const problems: string[] = []
let longestMs = 0

const server = await startChatServer(reply)
await runFor(WARM_UP_MS)
const before = await resources()
outcomes.clear()
await runFor(seconds * 1000)
problems.push(...(await leftBehind()))
if (server.inFlight > 0) problems.push(`${server.inFlight} requests are still in flight`)
await server.close()
process.stdout.write(`longest run: ${(longestMs / 1000).toFixed(1)} s\n`)
process.stdout.write(`${[...outcomes].map(([outcome, count]) => `${count} × ${outcome}`).join('\n')}\n`)
process.stdout.write(problems.length === 0 ? 'nothing was left behind\n' : `${problems.slice(0, 20).join('\n')}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

async function reply(request: ChatRequest): Promise<Reply> {
  // The server keeps its requests for tests to look at; here they would be the leak.
  server.requests.splice(0)
  await sleep(randomInt(20))
  const faults = Object.values(FAULTS)
  return Math.random() < FAULTY_SHARE ? (faults[randomInt(faults.length)] ?? '') : faultless(request)
}

/** Connections that are kept alive close a few seconds after their last use. */
async function leftBehind(): Promise<string[]> {
  let found: string[] = []
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    found = growth(before, await resources(), MAX_GROWTH_MB)
    if (found.length === 0) break
  }
  return found
}

async function runFor(milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  const worker = async (): Promise<void> => {
    while (performance.now() < end) await oneRun()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function oneRun(): Promise<void> {
  const { events, onEvent } = recorder()
  const aborts = randomInt(3) === 0 ? [AbortSignal.timeout(randomInt(3000))] : []
  const signal = AbortSignal.any([...aborts, AbortSignal.timeout(LONGEST_RUN_MS)])
  const startedAt = performance.now()
  const outcome = await new RLM(options()).run('some context', 'q', { signal, onEvent }).then(
    ({ stopReason }) => `answer (${stopReason})`,
    (error: unknown) => (error instanceof RLMError ? error.code : `an untyped error: ${String(error)}`),
  )
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  const tookMs = performance.now() - startedAt
  longestMs = Math.max(longestMs, tookMs)
  const faults = faultsOf(events)
  if (faults.length > 0) problems.push(`after ${outcome}: ${faults.join(', ')}`)
  if (outcome.startsWith('an untyped') || outcome === 'internal') problems.push(outcome)
  if (tookMs >= LONGEST_RUN_MS) problems.push(`a run did not end (${outcome})`)
}

function options(): RLMOptions {
  const limits: RLMOptions['limits'] = [{}, { calls: 4 }, { tokens: 40_000 }, { durationMs: 2000 }, { errors: 1 }][
    randomInt(5)
  ]
  return {
    apiKey: 'sk-test',
    baseURL: server.url,
    model: 'root-model',
    recursiveModel: 'sub-model',
    maxDepth: 2,
    maxIterations: 4,
    maxRetries: 2,
    limits,
    sandbox: { memoryMb: 64 },
  }
}
