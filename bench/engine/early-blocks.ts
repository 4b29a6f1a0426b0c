import { interleaved, median, timed } from '../measure.ts'
import type { Sizes } from '../sizes.ts'
import { replay, rootRequestsOf, runOnce, subCall } from './contestants.ts'
import { startEndpoint } from './endpoint.ts'
import type { EngineRow } from './row.ts'
import { block, type RootReply, WARM_UP } from './script.ts'

const WAIT_MS = 300
const PROSE = 'While that runs, this is what I shall look at next.\n'

/** A block that waits for a call, in a reply that is still being written: before the rest of its text, and after it. */
export async function earlyBlocks({ rounds }: Sizes): Promise<EngineRow[]> {
  const code = `${block(`FINAL(llm_query('ping'))`)}\n`
  await using early = await endpointOf({ beginning: code, pauseMs: WAIT_MS, rest: PROSE })
  await using late = await endpointOf({ beginning: PROSE, pauseMs: WAIT_MS, rest: code })
  const requests = [...(await rootRequestsOf(late.url)), subCall('ping')]
  const samples = await interleaved(rounds, {
    early: () => timed(() => answerPong(early.url)),
    late: () => timed(() => answerPong(late.url)),
    bare: () => timed(() => replay(late.url, requests)),
  })
  const value = median(samples.early)
  return [
    {
      figure: `Block first, ${WAIT_MS} ms of text after it`,
      unit: 'ms',
      value,
      beside: { what: 'the same, block last', value: median(samples.late) },
    },
    {
      figure: 'The same',
      unit: 'ms',
      value,
      beside: { what: 'bare loop: reply, then call', value: median(samples.bare) },
    },
  ]
}

function endpointOf(reply: RootReply) {
  return startEndpoint({ replies: [WARM_UP, reply], subCallMs: WAIT_MS })
}

async function answerPong(url: string): Promise<void> {
  const answer = await runOnce(url)
  if (answer !== 'pong') throw new Error(`The block has not run: ${answer}`)
}
