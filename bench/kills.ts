import { setTimeout } from 'node:timers/promises'
import type { Contestant, Open } from './contestant.ts'
import { compare, timed, withContestant } from './measure.ts'
import type { Sizes } from './sizes.ts'
import type { Row } from './table.ts'

const BLOCK_TIMEOUT_MS = 100

/** How soon nothing is left of a sandbox, and how soon a block that does not end is stopped. */
export async function kills({ rounds, longRounds }: Sizes): Promise<Row[]> {
  return [
    { figure: 'Close while idle', unit: 'ms', values: await compare(rounds, closeIdle) },
    { figure: 'Close while a block spins', unit: 'ms', values: await compare(longRounds, closeSpinning) },
    {
      figure: 'Stop a spinning block, state kept: past its limit',
      unit: 'ms',
      values: await compare(longRounds, stop),
    },
  ]
}

async function closeIdle(open: Open): Promise<number> {
  const contestant = await open()
  return timed(() => contestant.close())
}

async function closeSpinning(open: Open): Promise<number> {
  const { promise: called, resolve } = Promise.withResolvers<string>()
  const contestant = await open({
    answer: async (prompt) => {
      resolve(prompt)
      return prompt
    },
  })
  const ended = rejection(contestant, `llm_query('about to spin'); for (;;) {}`)
  await called
  // Time for the reply to arrive and for the loop to be compiled.
  await setTimeout(20)
  return timed(async () => {
    await contestant.close()
    await ended
  })
}

/** The block after the stopped one proves that the contestant lives and remembers. */
function stop(open: Open): Promise<number> {
  return withContestant(open, { blockTimeoutMs: BLOCK_TIMEOUT_MS }, async (contestant) => {
    await contestant.run('globalThis.kept = 42')
    const elapsedMs = await timed(() => rejection(contestant, 'for (;;) {}'))
    await contestant.run(`if (globalThis.kept !== 42) throw new Error('The state is gone')`)
    return elapsedMs - BLOCK_TIMEOUT_MS
  })
}

async function rejection(contestant: Contestant, block: string): Promise<void> {
  const outcome = await contestant.run(block).then(
    () => 'ended',
    () => 'rejected',
  )
  if (outcome !== 'rejected') throw new Error(`A block without an end has ended: ${block}`)
}
