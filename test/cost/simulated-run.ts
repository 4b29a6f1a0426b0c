import * as fc from 'fast-check'
import { Budget } from '../../src/cost/budget.ts'
import type { CallPlan, Reservation } from '../../src/cost/call-plan.ts'
import { Ledger } from '../../src/cost/ledger.ts'
import type { CallCost } from '../../src/cost/usage.ts'
import type { Limits } from '../../src/cost/limits.ts'
import { type Amounts, amountsAt, boundInput, worstCase } from '../../src/cost/worst-case.ts'

const PRICES = { cheap: { input: 1, cachedInput: 0.1, output: 4 }, dear: { input: 10, output: 90 } }

/** A call that holds a reservation. */
interface InFlight {
  plan: CallPlan
  reservation: Reservation
}

/** One thing that happens in a run. `which` chooses among the calls, `share` is used of the call's worst case. */
export type Step =
  | { act: 'reserve'; plan: CallPlan }
  | { act: 'settle' | 'break'; which: number; share: number }
  | { act: 'release' | 'abort'; which: number }
  | { act: 'fail' }

const which = fc.nat(50)
const share = fc.double({ min: 0, max: 1, noNaN: true })

/** Calls short and long, cheap and dear. */
export const plans: fc.Arbitrary<CallPlan> = fc.record({
  model: fc.constantFrom('cheap', 'dear'),
  messages: fc
    .array(fc.string({ maxLength: 400 }), { minLength: 1, maxLength: 3 })
    .map((contents) => contents.map((content) => ({ role: 'user' as const, content }))),
  maxOutputTokens: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
})

/** What may happen, in any order, where calls are planned so. */
export function stepsOf(plans: fc.Arbitrary<CallPlan>): fc.Arbitrary<Step[]> {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ act: fc.constant('reserve' as const), plan: plans }) },
    { weight: 5, arbitrary: fc.record({ act: fc.constantFrom('settle' as const, 'break' as const), which, share }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('release' as const, 'abort' as const), which }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('fail' as const) }) },
  )
  return fc.array(step, { maxLength: 60, size: 'max' })
}

const some = (limit: fc.Arbitrary<number>): fc.Arbitrary<number | undefined> => fc.option(limit, { nil: undefined })

/** Limits on anything but the time. */
export const anyLimits: fc.Arbitrary<Limits> = fc.record({
  costUsd: some(fc.double({ min: 1e-5, max: 5, noNaN: true })),
  tokens: some(fc.integer({ min: 1, max: 200_000 })),
  calls: some(fc.integer({ min: 1, max: 30 })),
  errors: some(fc.integer({ min: 1, max: 10 })),
})

/** A budget in use: no model is called, and the ledger says what each call came to. */
export class SimulatedRun {
  readonly budget: Budget
  /** How every `reserve` that has settled did so. */
  readonly outcomes: unknown[] = []
  /** Calls that wait for a reservation. */
  waiting: AbortController[] = []
  inFlight: InFlight[] = []
  readonly #spent = { ordinary: zero(), lastTurn: zero() }
  readonly #ledger = new Ledger({ prices: PRICES })

  constructor(limits: Limits) {
    this.budget = new Budget(limits, { prices: PRICES, startedAt: performance.now() })
  }

  /** What calls of one kind have used, and may use yet. */
  committed(kind: 'ordinary' | 'lastTurn'): Amounts {
    const held = this.inFlight.filter(({ plan }) => kindOf(plan) === kind).map(heldBy)
    return held.reduce(sum, this.#spent[kind])
  }

  /** Takes one step, and lets everything that follows from it happen. */
  async take(step: Step): Promise<void> {
    if (step.act === 'reserve') this.#reserve(step.plan)
    else if (step.act === 'fail') this.budget.noteError()
    else if ('share' in step) this.#end(step)
    else if (step.act === 'abort') pick(this.waiting, step.which)?.abort()
    else this.#takeOff(step.which)?.reservation.release()
    await new Promise((resolve) => setImmediate(resolve))
  }

  #reserve(plan: CallPlan): void {
    const caller = new AbortController()
    this.waiting.push(caller)
    const note = (outcome: unknown): void => {
      this.waiting = this.waiting.filter((other) => other !== caller)
      this.outcomes.push(outcome)
    }
    const granted = (reservation: Reservation): void => {
      this.inFlight.push({ plan, reservation })
      note('granted')
    }
    void this.budget.reserve({ ...plan, signal: caller.signal }).then(granted, note)
  }

  #end({ act, which, share }: Extract<Step, { share: number }>): void {
    const call = this.#takeOff(which)
    if (call === undefined) return
    const cost = act === 'settle' ? this.#answer(call, share) : this.#breakOff(call, share)
    if (cost === undefined) return call.reservation.release()
    const { usage, costUsd } = cost
    const kind = kindOf(call.plan)
    const tokens = usage.inputTokens + usage.outputTokens
    this.#spent[kind] = sum(this.#spent[kind], { costUsd: costUsd ?? NaN, tokens, calls: 1 })
    call.reservation.settle(cost)
  }

  #answer({ plan, reservation }: InFlight, share: number): CallCost {
    const { model, messages } = plan
    const inputTokens = Math.floor(boundInput(messages) * share)
    const outputTokens = Math.floor((reservation.maxOutputTokens ?? 1000) * share)
    const usage = { inputTokens, outputTokens, cachedInputTokens: 0, reasoningTokens: 0 }
    return this.#ledger.record({ depth: 0, model, messages, reply: { text: '', finishReason: 'stop', usage } })
  }

  #breakOff({ plan: { model, messages }, reservation }: InFlight, share: number): CallCost | undefined {
    const text = 'text'.repeat(Math.floor((reservation.maxOutputTokens ?? 1000) * share))
    return this.#ledger.recordBroken({ depth: 0, model, messages, text })
  }

  #takeOff(which: number): InFlight | undefined {
    const call = pick(this.inFlight, which)
    this.inFlight = this.inFlight.filter((other) => other !== call)
    return call
  }
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)]
}

function kindOf({ isLastTurn }: CallPlan): 'ordinary' | 'lastTurn' {
  return isLastTurn === true ? 'lastTurn' : 'ordinary'
}

function heldBy({ plan: { model, messages }, reservation }: InFlight): Amounts {
  const worst = worstCase(model, boundInput(messages), PRICES)
  return worst === null ? zero() : amountsAt(worst, reservation.maxOutputTokens ?? 0)
}

function zero(): Amounts {
  return { costUsd: 0, tokens: 0, calls: 0 }
}

/** The sum of two amounts. */
export function sum(a: Amounts, b: Amounts): Amounts {
  return { costUsd: a.costUsd + b.costUsd, tokens: a.tokens + b.tokens, calls: a.calls + b.calls }
}
