import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { interleaved, medians } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { CONTEXT, QUERY, rlmAt } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { block } from './script.ts'
import { inDirectory } from './temporary-directory.ts'

const TURNS = 20
const CALLS_PER_TURN = 25
const CALLS = TURNS * CALLS_PER_TURN

/** How long it takes to go through a run again by its journal, beside the run itself, and how large the journal is. */
export async function resume({ rounds }: Sizes): Promise<EngineRow[]> {
  await using endpoint = await startEndpoint({ replies: Array.from({ length: TURNS }, (_, turn) => batchOfTurn(turn)) })
  const samples = await interleaved(rounds, { pair: () => runAndResume(endpoint.url) })
  const { runMs, resumedMs, journalBytes } = medians(samples.pair)
  return [
    {
      figure: `Resume a run of ${CALLS} calls in ${TURNS} turns, all in its journal`,
      unit: 'ms',
      value: resumedMs,
      beside: { what: 'that run itself', value: runMs },
    },
    { figure: 'Its journal, for each call', unit: 'bytes', value: journalBytes / CALLS },
  ]
}

function batchOfTurn(turn: number): string {
  const answer = turn === TURNS - 1 ? '\nFINAL(answers.length)' : ''
  return block(`
var prompts = Array.from({ length: ${CALLS_PER_TURN} }, (_, index) => 'prompt ${turn}.' + index)
var answers = llm_query_batch(prompts)${answer}`)
}

/** The journal is complete, so that nothing is asked of a model the second time. */
async function runAndResume(url: string): Promise<Record<'runMs' | 'resumedMs' | 'journalBytes', number>> {
  return inDirectory(async (directory) => {
    const path = join(directory, 'run.jsonl')
    const run = await rlmAt(url).run(CONTEXT, QUERY, { journal: path })
    assertCalls(run.usage.totalCalls, CALLS + TURNS)
    const { size: journalBytes } = await stat(path)
    const resumed = await rlmAt(url).resume(path, { context: CONTEXT })
    assertCalls(resumed.usage.totalCalls, 0)
    return { runMs: run.durationMs, resumedMs: resumed.durationMs, journalBytes }
  })
}

function assertCalls(paid: number, due: number): void {
  if (paid !== due) throw new Error(`A run must have paid for ${due} calls; it paid for ${paid}.`)
}
