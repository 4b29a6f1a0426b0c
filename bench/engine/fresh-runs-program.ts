import { type ModelClient, RLM } from '../../src/index.ts'
import { haystack } from '../haystack.ts'
import { forgetPeak, peakMemoryMb, unsharedMemoryMb } from '../process-memory.ts'
import { block } from './script.ts'

const CHARACTERS_PER_MB = 1_000_000
const TURNS = [block('context.search(/needle \\d+/)'), block('FINAL(context.length)')]

/** What a fresh process can measure, by name. Each gives one number. */
const TASKS: Record<string, (count: number) => Promise<number>> = { context: memoryOfContext, crowd: memoryOfCrowd }

/** The text, what the host holds above it at its peak, and all that the child ever holds. */
async function memoryOfContext(megabytes: number): Promise<number> {
  await measuredInLastTurn({ runs: 1, context: 'A context.' }, peakMemoryMb)
  const context = haystack(megabytes * CHARACTERS_PER_MB)
  globalThis.gc?.()
  await forgetPeak()
  const before = await peakMemoryMb()
  const peak = await measuredInLastTurn({ runs: 1, context }, peakMemoryMb)
  return megabytes + peak.host - before.host + peak.children
}

async function memoryOfCrowd(runs: number): Promise<number> {
  const before = await unsharedMemoryMb()
  const together = await measuredInLastTurn({ runs, context: 'A context.' }, unsharedMemoryMb)
  return (together - before) / runs
}

/** Measures once, when all of the runs have had a block run and wait for their last reply. */
async function measuredInLastTurn<Value>(
  { runs, context }: { runs: number; context: string },
  measure: () => Promise<Value>,
): Promise<Value> {
  const measured = Promise.withResolvers<Value>()
  let waiting = 0
  const client: ModelClient = {
    async complete({ messages }) {
      const turn = messages.filter(({ role }) => role === 'assistant').length
      if (turn === TURNS.length - 1 && (waiting += 1) === runs) measured.resolve(measure())
      if (turn === TURNS.length - 1) await measured.promise
      return { text: TURNS[turn] ?? '', finishReason: 'stop' }
    },
  }
  const rlm = new RLM({ client, maxConcurrency: runs })
  await Promise.all(Array.from({ length: runs }, () => rlm.completion(context, 'Find the needle.')))
  return measured.promise
}

const [task = '', count = '1'] = process.argv.slice(2)
const result = await TASKS[task]?.(Number(count))
process.stdout.write(`${result}`, () => process.exit())
