import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { RLMError } from '../../src/errors.ts'
import type { RunResult } from '../../src/run/run.ts'
import type { ChatRequest, Reply } from '../support/chat-server.ts'
import { faultsOf } from '../support/event-tree.ts'
import { FAULTS, faultless } from '../support/faults.ts'
import { recorder, scriptedRLM } from '../support/script.ts'
import { childrenOf } from '../sandbox/processes.ts'

/** Calls of a run without a fault. */
const CALLS = 5

/** Runs with the fault in the call of that position, once or from there on. */
async function runWith(fault: Reply, position: number, lasts: boolean) {
  const reply = (request: ChatRequest): Reply => {
    const isHit = lasts ? request.index >= position : request.index === position
    return isHit ? fault : faultless(request)
  }
  await using script = await scriptedRLM(
    { root: [reply], sub: (_, request) => reply(request) },
    {
      maxDepth: 2,
      maxIterations: 4,
      maxRetries: 1,
    },
  )
  const { events, onEvent } = recorder()
  const end: RunResult | RLMError = await script.rlm
    .run('some context', 'q', { onEvent })
    .catch((error: unknown) => (error instanceof RLMError ? error : Promise.reject(error as Error)))
  const answered = await Promise.all(script.server.requests.map(({ ended }) => ended))
  return { end, events, answered, summary: script.rlm.costSummary() }
}

/** What is wrong with how a run ended. */
function problemsOf({ end, events, summary }: Awaited<ReturnType<typeof runWith>>): string[] {
  const { usage } = end
  const ended = end instanceof RLMError ? end.code : end.answer
  const paid = events.filter((event) => event.type === 'model-call-end' && event.usage !== undefined)
  return [
    ...faultsOf(events),
    ...(typeof ended === 'string' ? [] : ['neither an answer nor a code']),
    ...(isDeepStrictEqual(usage, summary) ? [] : ['another usage than that of the instance']),
    ...((usage?.totalCalls ?? 0) >= paid.length ? [] : ['paid calls without usage']),
  ]
}

describe('a run that meets', () => {
  it.each(Object.keys(FAULTS))(
    '%s at any of its calls ends in an answer or a typed error, with its usage',
    async (name) => {
      const fault = FAULTS[name] ?? ''
      const cases = Array.from({ length: 2 * CALLS }, (_, index) => ({ position: index >> 1, lasts: index % 2 === 1 }))
      const problems = await Promise.all(
        cases.map(async ({ position, lasts }) => {
          const found = problemsOf(await runWith(fault, position, lasts))
          return found.map((problem) => `call ${position}, ${lasts ? 'lasting' : 'once'}: ${problem}`)
        }),
      )
      expect(problems.flat()).toEqual([])
      expect(childrenOf()).toEqual([])
    },
  )

  it('none gets its answer in five calls', async () => {
    const { end, answered } = await runWith('never', Infinity, false)
    expect(end).toMatchObject({ answer: 'leaf answer', usage: { totalCalls: CALLS } })
    expect(answered).toHaveLength(CALLS)
  })
})
