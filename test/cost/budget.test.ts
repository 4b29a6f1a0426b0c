import { describe, expect, it } from 'vitest'
import type { CallPlan } from '../../src/cost/call-plan.ts'
import type { Limits } from '../../src/cost/limits.ts'
import { LimitError, RLMError } from '../../src/errors.ts'
import { budgetOf, call, cost } from './dollar-tokens.ts'

/** Whether a promise is still pending once everything that could settle it has run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  const settled = promise.catch(() => undefined)
  await new Promise((resolve) => setImmediate(resolve))
  return (await Promise.race([settled, Promise.resolve(pending)])) === pending
}

describe('without limits', () => {
  it('adds no limit to a reply, and grants everything', async () => {
    const budget = budgetOf({})
    const reservations = await Promise.all(Array.from({ length: 100 }, () => budget.reserve(call())))
    expect(reservations.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual(reservations.map(() => undefined))
    expect(budget.reached).toBeUndefined()
    expect(budget.shareUsed()).toBe(0)
  })

  it("sends the user's own limit of a reply", async () => {
    expect(await budgetOf({ calls: 5 }).reserve(call({ maxOutputTokens: 7 }))).toMatchObject({ maxOutputTokens: 7 })
  })

  it('takes models without a price', async () => {
    await expect(budgetOf({ tokens: 50_000 }).reserve(call({ model: 'mystery' }))).resolves.toBeDefined()
  })
})

describe('the length of a reply', () => {
  it.each<[string, number, Partial<CallPlan>, number]>([
    ['is 16,384 tokens by default', 100_000, {}, 16_384],
    ['shrinks to what is left', 6000, {}, 5300],
    ['is what the user gave, and does not grow', 100_000, { maxOutputTokens: 20 }, 20],
    ['shrinks in the last turn to what is left of the whole', 500, { isLastTurn: true }, 400],
    ['shrinks in the last turn even where the user gave it', 500, { isLastTurn: true, maxOutputTokens: 1000 }, 400],
  ])('%s', async (_, tokens, plan, maxOutputTokens) => {
    expect(await budgetOf({ tokens }).reserve(call(plan))).toMatchObject({ maxOutputTokens })
    expect(await budgetOf({ costUsd: tokens }).reserve(call(plan))).toMatchObject({ maxOutputTokens })
  })

  it.each<[string, number, Partial<CallPlan>]>([
    ['below 1,024 tokens', 1200, {}],
    ['below what the user gave', 2000, { maxOutputTokens: 1800 }],
    ['below 256 tokens in the last turn', 355, { isLastTurn: true }],
  ])('does not shrink %s', async (_, tokens, plan) => {
    await expect(budgetOf({ tokens }).reserve(call(plan))).rejects.toBeInstanceOf(LimitError)
  })
})

describe('calls in flight', () => {
  const plan = call({ maxOutputTokens: 300 })

  it('make a call wait that fits beside what is spent alone', async () => {
    const budget = budgetOf({ costUsd: 1000 })
    const [first] = [await budget.reserve(plan), await budget.reserve(plan)]
    const third = budget.reserve(plan)
    expect(await isPending(third)).toBe(true)
    first.settle(cost(50))
    await expect(third).resolves.toMatchObject({ maxOutputTokens: 300 })
  })

  it('free all that they held when they used nothing', async () => {
    const budget = budgetOf({ tokens: 500 })
    const first = await budget.reserve(plan)
    const second = budget.reserve(plan)
    first.release()
    await expect(second).resolves.toBeDefined()
    expect(budget.report().tokens).toEqual({ limit: 500, spent: 0, left: 500 })
    expect(budget.report().calls).toEqual({ spent: 0 })
  })

  it('free it once', async () => {
    const budget = budgetOf({ tokens: 500 })
    const first = await budget.reserve(plan)
    first.settle(cost(10))
    first.settle(cost(10))
    first.release()
    expect(budget.report().tokens.spent).toBe(10)
    await budget.reserve(plan)
    expect(await isPending(budget.reserve(plan))).toBe(true)
  })

  it('wait for each other in order', async () => {
    const budget = budgetOf({ tokens: 1000 })
    const first = await budget.reserve(call({ maxOutputTokens: 700 }))
    const big = budget.reserve(call({ maxOutputTokens: 500 }))
    const small = budget.reserve(call({ maxOutputTokens: 0 }))
    expect(await isPending(small)).toBe(true)
    first.release()
    await expect(Promise.all([big, small])).resolves.toHaveLength(2)
  })

  it('let one leave whose signal aborts', async () => {
    const budget = budgetOf({ tokens: 500 })
    const caller = new AbortController()
    const first = await budget.reserve(plan)
    const second = budget.reserve({ ...plan, signal: caller.signal })
    caller.abort()
    await expect(second).rejects.toMatchObject({ code: 'aborted' })
    first.release()
    await expect(budget.reserve(plan)).resolves.toBeDefined()
  })

  it('are not shortened for the sake of others: a call waits for the length that it wants', async () => {
    const budget = budgetOf({ tokens: 40_000 })
    const first = await budget.reserve(call())
    await budget.reserve(call())
    const third = budget.reserve(call())
    expect(await isPending(third)).toBe(true)
    first.settle(cost(200))
    await expect(third).resolves.toMatchObject({ maxOutputTokens: 16_384 })
  })
})

describe('a limit', () => {
  const plan = call({ maxOutputTokens: 300 })

  it.each<[string, Limits, number]>([
    ['costUsd', { costUsd: 1000 }, 700],
    ['tokens', { tokens: 1000 }, 700],
    ['calls', { calls: 2 }, 1],
  ])('on %s is reached by the call that does not fit beside what is spent', async (limit, limits, spent) => {
    const budget = budgetOf(limits)
    const reservation = await budget.reserve(plan)
    reservation.settle(cost(700))
    const allowed = Object.values(limits)[0] as number
    const error: unknown = await budget.reserve(plan).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(LimitError)
    expect(error).toMatchObject({ code: 'limit', limit, allowed, spent })
    expect(budget.reached).toBe(error)
  })

  it('refuses all ordinary calls once it is reached, those that wait too', async () => {
    const budget = budgetOf({ tokens: 500, errors: 2 })
    await budget.reserve(plan)
    const waiting = [budget.reserve(plan), budget.reserve(plan)]
    const settled = Promise.allSettled(waiting)
    budget.noteError()
    budget.noteError()
    const refused = { status: 'rejected', reason: budget.reached }
    expect(await settled).toEqual([refused, refused])
    await expect(budget.reserve(call({ maxOutputTokens: 0 }))).rejects.toBe(budget.reached)
    expect(budget.reached).toMatchObject({ limit: 'errors', allowed: 2, spent: 2 })
  })

  it('stays the one that was reached first', async () => {
    const budget = budgetOf({ tokens: 500, errors: 1 })
    budget.noteError()
    await expect(budget.reserve(call({ maxOutputTokens: 1000 }))).rejects.toMatchObject({ limit: 'errors' })
    await expect(budget.reserve(call({ maxOutputTokens: 0, isLastTurn: true }))).resolves.toBeDefined()
  })

  it.each<[Limits['inFlight'], boolean]>([
    [undefined, false],
    ['finish', false],
    ['abort', true],
  ])('with inFlight: %s aborts calls in flight: %s', async (inFlight, aborted) => {
    const budget = budgetOf({ errors: 1, inFlight })
    const ordinary = await budget.reserve(plan)
    const lastTurn = await budget.reserve({ ...plan, isLastTurn: true })
    budget.noteError()
    expect(ordinary.signal.aborted).toBe(aborted)
    expect(budget.stopped.aborted).toBe(aborted)
    expect(lastTurn.signal.aborted).toBe(false)
    expect(budget.stopped.reason).toBe(aborted ? budget.reached : undefined)
  })

  it('counts what calls in flight come to, even where a provider uses more than the worst case', async () => {
    const budget = budgetOf({ tokens: 1000 })
    const reservation = await budget.reserve(plan)
    reservation.settle(cost(1500))
    expect(budget.report().tokens).toEqual({ limit: 1000, spent: 1500, left: 0 })
    await expect(budget.reserve(call({ maxOutputTokens: 0 }))).rejects.toBeInstanceOf(LimitError)
  })

  it('on the cost refuses a model without a price, and that call alone', async () => {
    const budget = budgetOf({ costUsd: 1000 })
    const error: unknown = await budget.reserve(call({ model: 'mystery' })).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(RLMError)
    expect(error).not.toBeInstanceOf(LimitError)
    expect(error).toMatchObject({ code: 'bad-request', message: expect.stringContaining("'mystery'") as string })
    expect(budget.reached).toBeUndefined()
    await expect(budget.reserve(plan)).resolves.toBeDefined()
  })

  it('on the cost charges the worst case where a price turns out unknown', async () => {
    const budget = budgetOf({ costUsd: 1000 })
    const reservation = await budget.reserve(plan)
    reservation.settle(cost(1, null))
    expect(budget.report().costUsd).toEqual({ limit: 1000, spent: null, left: 600 })
  })

  it.each<[Limits, RegExp]>([
    [{ costUsd: 0.5 }, /at most \$0\.5 \(`limits\.costUsd`\); it has cost \$0, .* Raise the limit, or ask for less\.$/],
    [{ tokens: 9 }, /at most 9 tokens \(`limits\.tokens`\); it has used 0, .* Raise the limit/],
    [{ calls: 1 }, /at most 1 model calls \(`limits\.calls`\), the last turn's included; it has made 0\. Raise/],
  ])('%j says rule, value and remedy', async (limits, message) => {
    await expect(budgetOf(limits).reserve(plan)).rejects.toThrow(message)
  })
})

describe('the last turn', () => {
  it.each<[string, Limits]>([
    ['costUsd', { costUsd: 10_000 }],
    ['tokens', { tokens: 10_000 }],
    ['calls', { calls: 3 }],
  ])('has a share of %s that no other call can take, not even for a while', async (_, limits) => {
    const budget = budgetOf(limits)
    const others = Array.from({ length: 30 }, () => budget.reserve(call({ maxOutputTokens: 900 })))
    void Promise.allSettled(others)
    const lastTurn = call({ isLastTurn: true, maxOutputTokens: 900 })
    await expect(budget.reserve(lastTurn)).resolves.toMatchObject({ maxOutputTokens: 900 })
  })

  it('goes before those that wait, and waits for calls in flight where that makes it fit', async () => {
    const budget = budgetOf({ tokens: 1000 })
    const first = await budget.reserve(call({ maxOutputTokens: 800 }))
    const ordinary = budget.reserve(call({ maxOutputTokens: 100 }))
    const lastTurn = budget.reserve(call({ isLastTurn: true, maxOutputTokens: 500 }))
    expect(await isPending(lastTurn)).toBe(true)
    first.settle(cost(200))
    const reservation = await lastTurn
    expect(reservation.maxOutputTokens).toBe(500)
    expect(await isPending(ordinary)).toBe(true)
    reservation.settle(cost(300))
    await expect(ordinary).resolves.toBeDefined()
  })

  it('is refused where even the whole does not cover it', async () => {
    const budget = budgetOf({ tokens: 1000 })
    const ordinary = await budget.reserve(call({ maxOutputTokens: 800 }))
    ordinary.settle(cost(900))
    await expect(budget.reserve(call({ isLastTurn: true }))).rejects.toMatchObject({ limit: 'tokens', spent: 900 })
  })
})
