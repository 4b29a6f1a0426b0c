import { setTimeout } from 'node:timers/promises'
import type { ContestantOptions, Open } from './contestant.ts'
import { compare, type Figures, timed, withContestant } from './measure.ts'
import type { Sizes } from './sizes.ts'
import type { Row } from './table.ts'

const MICROSECONDS_PER_MILLISECOND = 1000
const CONCURRENT_CALLS = 200
const CONCURRENT_CALL_MS = 50

/** Running a block, and a block's way to its host and back. */
export async function calls({ rounds, calls }: Sizes): Promise<Row[]> {
  const count = (body: string) => `for (let index = 0; index < ${calls}; index += 1) ${body}`
  const inLoop = (body: string) => perCall(rounds, calls, count(body))
  const concurrent = `await Promise.all(Array.from({ length: ${CONCURRENT_CALLS} }, () => llm_query_async('ping')))`
  const slow = { answer: (prompt: string) => setTimeout(CONCURRENT_CALL_MS, prompt) }
  return [
    { figure: 'First block', unit: 'ms', values: await compare(rounds, firstBlock) },
    { figure: 'Trivial block, later', unit: 'ms', aim: 0.8, values: await compare(rounds, trivialBlock) },
    { figure: 'Blocking call to the host', unit: 'µs', aim: 100, values: await inLoop(`llm_query('ping')`) },
    { figure: 'Awaited call to the host', unit: 'µs', values: await inLoop(`await llm_query_async('ping')`) },
    {
      figure: `${CONCURRENT_CALLS} concurrent calls of ${CONCURRENT_CALL_MS} ms`,
      unit: 'ms',
      aim: 64,
      values: await compare(rounds, (open) => timeOf(open, concurrent, slow)),
    },
  ]
}

function firstBlock(open: Open): Promise<number> {
  return withContestant(open, {}, (contestant) => timed(() => contestant.run('1 + 1')))
}

/** The mean of many, as one is too short for the clock. */
async function trivialBlock(open: Open): Promise<number> {
  const blocks = 50
  const elapsedMs = await withContestant(open, {}, async (contestant) => {
    await contestant.run('1 + 1')
    return timed(async () => {
      for (let block = 0; block < blocks; block += 1) await contestant.run('1 + 1')
    })
  })
  return elapsedMs / blocks
}

function perCall(rounds: number, calls: number, block: string): Promise<Figures> {
  return compare(rounds, async (open) => ((await timeOf(open, block)) / calls) * MICROSECONDS_PER_MILLISECOND)
}

/** Time of a block whose way has been gone once before. */
function timeOf(open: Open, block: string, options: ContestantOptions = {}): Promise<number> {
  return withContestant(open, options, async (contestant) => {
    await contestant.run(`llm_query('warm-up'); await llm_query_async('warm-up')`)
    return timed(() => contestant.run(block))
  })
}
