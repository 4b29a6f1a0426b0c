import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { budgetOf, call } from './dollar-tokens.ts'

describe('durationMs', () => {
  it('ends work at nine tenths, aborting calls in flight, and the last turn at the end', async () => {
    const budget = budgetOf({ durationMs: 100 })
    const [work, waits] = [await budget.reserve(call()), once(budget.stopped, 'abort')]
    const lastTurn = await budget.reserve(call({ isLastTurn: true }))
    await waits
    expect(work.signal.reason).toMatchObject({ limit: 'durationMs', allowed: 100 })
    expect(budget.reached).toBe(work.signal.reason)
    await expect(budget.reserve(call())).rejects.toBe(budget.reached)
    if (!budget.ended.aborted) await once(budget.ended, 'abort')
    expect(lastTurn.signal.reason).toMatchObject({ limit: 'durationMs', allowed: 100 })
    await expect(budget.reserve(call({ isLastTurn: true }))).rejects.toBe(budget.ended.reason)
  })

  it('aborts calls in flight even where another limit was reached before', async () => {
    const budget = budgetOf({ durationMs: 50, errors: 1 })
    const stopped = once(budget.stopped, 'abort')
    budget.noteError()
    expect(budget.stopped.aborted).toBe(false)
    await stopped
    expect(budget.reached?.limit).toBe('errors')
  })

  it('does not wait for a timer that is late', async () => {
    const budget = budgetOf({ durationMs: 1000 }, { startedAt: performance.now() - 950 })
    await expect(budget.reserve(call())).rejects.toMatchObject({ limit: 'durationMs' })
    await expect(budget.reserve(call({ isLastTurn: true }))).resolves.toBeDefined()
  })

  it('refuses a last turn that still waits at the end', async () => {
    const budget = budgetOf({ durationMs: 20, tokens: 1000 })
    await budget.reserve(call({ maxOutputTokens: 800 }))
    await expect(budget.reserve(call({ isLastTurn: true }))).rejects.toMatchObject({ limit: 'durationMs' })
  })

  it('has no end once the budget is disposed of', async () => {
    const disposed = budgetOf({ durationMs: 10 })
    disposed[Symbol.dispose]()
    const { ended } = budgetOf({ durationMs: 50 })
    await once(ended, 'abort')
    expect(disposed.stopped.aborted).toBe(false)
    expect(disposed.ended.aborted).toBe(false)
  })
})
