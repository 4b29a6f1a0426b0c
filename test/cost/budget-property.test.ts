import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CallPlan } from '../../src/cost/call-plan.ts'
import type { Limits } from '../../src/cost/limits.ts'
import { LimitError, RLMError } from '../../src/errors.ts'
import { anyLimits, plans, SimulatedRun, type Step, stepsOf, sum } from './simulated-run.ts'

/** Sums of fractions drift. */
const DRIFT = 1e-9

const anyPlans = fc.oneof(
  { weight: 5, arbitrary: plans },
  { weight: 1, arbitrary: plans.map((plan): CallPlan => ({ ...plan, isLastTurn: true })) },
)

function expectWithin(run: SimulatedRun, { costUsd = Infinity, tokens = Infinity, calls = Infinity }: Limits): void {
  const ordinary = run.committed('ordinary')
  const all = sum(ordinary, run.committed('lastTurn'))
  expect(ordinary.costUsd).toBeLessThanOrEqual(costUsd * 0.9 + DRIFT)
  expect(ordinary.tokens).toBeLessThanOrEqual(tokens * 0.9)
  expect(ordinary.calls).toBeLessThanOrEqual(calls - 1)
  expect(all.costUsd).toBeLessThanOrEqual(costUsd + DRIFT)
  expect(all.tokens).toBeLessThanOrEqual(tokens)
  expect(all.calls).toBeLessThanOrEqual(calls)
}

async function settleAll(run: SimulatedRun, share: number): Promise<void> {
  while (run.inFlight.length > 0) await run.take({ act: 'settle', which: 0, share })
}

it('lets no chain of calls in flight spend more than a limit, and settles every one of them', async () => {
  const seen = { granted: 0, waited: 0, limit: 0, aborted: 0 }
  const holds = async (limits: Limits, steps: Step[], share: number): Promise<void> => {
    const run = new SimulatedRun(limits)
    for (const step of steps) {
      await run.take(step)
      expectWithin(run, limits)
      seen.waited += run.waiting.length
    }
    await settleAll(run, share)
    expectWithin(run, limits)
    expect(run.waiting).toEqual([])
    expect(run.outcomes).toHaveLength(steps.filter(({ act }) => act === 'reserve').length)
    for (const outcome of run.outcomes) {
      if (outcome === 'granted') seen.granted += 1
      else if (outcome instanceof LimitError) seen.limit += 1
      else if (outcome instanceof RLMError && outcome.code === 'aborted') seen.aborted += 1
      else throw outcome
    }
  }
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  await fc.assert(fc.asyncProperty(anyLimits, stepsOf(anyPlans), share, holds), { numRuns: 500 })
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
})

it('grants the last turn its kept share at once, whatever else is in flight, waits or was refused', async () => {
  const lastTurn = { model: 'dear', messages: [{ role: 'user', content: 'answer' }], isLastTurn: true } as const
  // At most 22 + 256 tokens, and 0.00022 + 0.02304 USD.
  const roomy = fc.record({
    costUsd: fc.double({ min: 0.24, max: 5, noNaN: true }),
    tokens: fc.integer({ min: 2780, max: 200_000 }),
    calls: fc.integer({ min: 1, max: 30 }),
    errors: fc.integer({ min: 1, max: 10 }),
  })
  const holds = async (limits: Limits, steps: Step[]): Promise<void> => {
    const run = new SimulatedRun(limits)
    for (const step of steps) await run.take(step)
    const inFlight = [...run.inFlight]
    await run.take({ act: 'reserve', plan: { ...lastTurn, maxOutputTokens: 256 } })
    expect(run.inFlight.slice(0, inFlight.length)).toEqual(inFlight)
    expect(run.inFlight[inFlight.length]).toMatchObject({ plan: lastTurn, reservation: { maxOutputTokens: 256 } })
  }
  await fc.assert(fc.asyncProperty(roomy, stepsOf(plans), holds), { numRuns: 300 })
})
