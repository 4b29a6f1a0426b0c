import { inspect } from 'node:util'
import { type LimitError, type LimitName, RLMError } from '../errors.ts'
import { Account } from './account.ts'
import { type BudgetReport, budgetReport, largestShare, type Spent } from './budget-report.ts'
import { type CallPlan, type ReplyLength, replyLength, type Reservation } from './call-plan.ts'
import type { LedgerOptions } from './ledger.ts'
import type { CallCost } from './usage.ts'
import { allowance, limitError, type Limits, WORK_SHARE } from './limits.ts'
import { type Verdict, WaitingLine } from './waiting-line.ts'
import { type Amounts, amountsAt, boundInput, longestReply, type WorstCase, worstCase } from './worst-case.ts'

/** What a budget needs besides its limits. */
export interface BudgetOptions extends LedgerOptions {
  /** `performance.now()` when the run began. */
  startedAt: number
}

/** A call that asks for a reservation. */
interface Request {
  isLastTurn: boolean
  worst: WorstCase
  reply: ReplyLength
  /** As the user limits the reply. */
  maxOutputTokens: number | undefined
}

const FREE: WorstCase = { inputTokens: 0, inputUsd: 0, usdPerOutputToken: 0 }
const ANY_LENGTH: ReplyLength = { wanted: 0, least: 0 }

/**
 * Holds a tree of runs within its limits. The most that a request can use is reserved before it is sent, so that calls
 * in flight at once cannot overspend together. Every request needs a reservation of its own, retries included.
 */
export class Budget implements Disposable {
  readonly #limits: Limits
  readonly #options: BudgetOptions
  readonly #account = new Account()
  readonly #line = new WaitingLine<Request, Reservation>((request) => this.#decide(request))
  readonly #stop = new AbortController()
  readonly #timeUp = new AbortController()
  readonly #end = new AbortController()
  readonly #timers: NodeJS.Timeout[]
  #errors = 0
  #reached: LimitError | undefined
  /** Refuses the last turn, too. */
  #over: LimitError | undefined

  constructor(limits: Limits, options: BudgetOptions) {
    this.#limits = limits
    this.#options = options
    this.#timers = this.#startTimers()
  }

  /** Whether there is any limit. */
  get isLimited(): boolean {
    return Object.values(this.#limits).some((limit) => typeof limit === 'number')
  }

  /** The limit that was reached first. From then on, none but the last turn gets a reservation. */
  get reached(): LimitError | undefined {
    return this.#reached
  }

  /** Aborts when calls in flight have to end at once, but that of the last turn; its reason is a `LimitError`. */
  get stopped(): AbortSignal {
    return this.#stop.signal
  }

  /** Aborts when there is no time left for anything but the last turn. */
  get timeUp(): AbortSignal {
    return this.#timeUp.signal
  }

  /** Aborts when `durationMs` is over, for the last turn too; its reason is a `LimitError`. */
  get ended(): AbortSignal {
    return this.#end.signal
  }

  /**
   * Reserves the worst case of a request: at once where it fits, and otherwise, in order, when enough of the calls in
   * flight have settled.
   *
   * @throws LimitError where it cannot fit: the limit is then reached for the whole tree.
   * @throws RLMError with code `'bad-request'` where the cost is limited and the model's price unknown, and with
   * `'aborted'` when the call's signal aborts.
   */
  async reserve(call: CallPlan): Promise<Reservation> {
    const { isLastTurn = false, maxOutputTokens, signal } = call
    const reply = this.#limitsSize ? replyLength(call) : ANY_LENGTH
    const request = { isLastTurn, worst: this.#worstCase(call), reply, maxOutputTokens }
    return this.#line.join(request, { isFirst: isLastTurn, signal })
  }

  /** Counts a call that was paid for before the run was resumed. */
  book(cost: CallCost): void {
    const nothing = amountsAt(FREE, 0)
    this.#account.hold(nothing)
    this.#account.end(nothing, cost)
  }

  /** Counts a model call that failed after its retries, or a block that failed. */
  noteError(): void {
    this.#errors += 1
    if (this.#errors >= (this.#limits.errors ?? Infinity)) this.#reach('errors')
  }

  /** What was used so far, and what is left of each limit. */
  report(): BudgetReport {
    const knowsCost = this.#account.knowsCost && this.#options.trackCosts !== false
    return budgetReport(this.#limits, this.#spent, knowsCost)
  }

  /** The largest share that is used of any limit: 0 where there is none, about 1 at the end. */
  shareUsed(): number {
    return largestShare(this.#limits, this.#spent)
  }

  /** Stops the clock. */
  [Symbol.dispose](): void {
    this.#timers.forEach(clearTimeout)
  }

  get #limitsSize(): boolean {
    return this.#limits.costUsd !== undefined || this.#limits.tokens !== undefined
  }

  get #elapsedMs(): number {
    return performance.now() - this.#options.startedAt
  }

  get #spent(): Spent {
    return { ...this.#account.spent, durationMs: Math.round(this.#elapsedMs), errors: this.#errors }
  }

  #startTimers(): NodeJS.Timeout[] {
    const { durationMs } = this.#limits
    if (durationMs === undefined) return []
    const at = (ms: number, act: () => void): NodeJS.Timeout =>
      setTimeout(act, Math.max(1, ms - this.#elapsedMs)).unref()
    return [at(durationMs * WORK_SHARE, () => this.#endWork()), at(durationMs, () => this.#endAll())]
  }

  #worstCase({ model, messages }: CallPlan): WorstCase {
    if (!this.#limitsSize) return FREE
    const inputTokens = boundInput(messages)
    if (this.#limits.costUsd === undefined) return { ...FREE, inputTokens }
    const worst = worstCase(model, inputTokens, this.#options.prices)
    if (worst === null) throw unpriced(model)
    return worst
  }

  #decide(request: Request): Verdict<Reservation> {
    const { isLastTurn, worst, reply } = request
    const refusal = isLastTurn ? this.#over : this.#refusal()
    if (refusal !== undefined) return { refusal }
    const { work, whole } = allowance(this.#limits)
    const allowed = isLastTurn ? whole : work
    const left = this.#account.leftOf(allowed)
    const length = Math.min(reply.wanted, longestReply(worst, left))
    if (length < reply.least) return { refusal: this.#reach(tightest(amountsAt(worst, reply.least), left)) }
    if (longestReply(worst, this.#account.freeOf(allowed)) < length) return 'wait'
    return { grant: this.#grant(request, length) }
  }

  /** Timers are late where the host is busy. */
  #refusal(): LimitError | undefined {
    const { durationMs = Infinity } = this.#limits
    if (this.#elapsedMs >= durationMs * WORK_SHARE) this.#endWork()
    return this.#reached
  }

  #grant({ isLastTurn, worst, maxOutputTokens }: Request, length: number): Reservation {
    const held = amountsAt(worst, length)
    const end = (cost?: CallCost): void => {
      if (this.#account.end(held, cost)) this.#line.advance()
    }
    this.#account.hold(held)
    return {
      maxOutputTokens: this.#limitsSize ? length : maxOutputTokens,
      signal: isLastTurn ? this.ended : this.stopped,
      settle: (cost) => end(cost),
      release: () => end(),
    }
  }

  #reach(limit: LimitName): LimitError {
    if (this.#reached !== undefined) return this.#reached
    const reached = this.#errorOf(limit)
    this.#reached = reached
    this.#line.refuse(({ isLastTurn }) => !isLastTurn, reached)
    if (this.#limits.inFlight === 'abort') this.#stop.abort(reached)
    return reached
  }

  #endWork(): void {
    const reached = this.#reach('durationMs')
    this.#stop.abort(reached)
    this.#timeUp.abort(reached)
  }

  #endAll(): void {
    this.#over = this.#errorOf('durationMs')
    this.#line.refuse(() => true, this.#over)
    this.#end.abort(this.#over)
  }

  #errorOf(limit: LimitName): LimitError {
    return limitError(limit, this.#limits[limit] ?? Infinity, this.#spent[limit])
  }
}

/** The limit that keeps a call from fitting. */
function tightest(needed: Amounts, left: Amounts): 'calls' | 'tokens' | 'costUsd' {
  if (needed.calls > left.calls) return 'calls'
  return needed.tokens > left.tokens ? 'tokens' : 'costUsd'
}

function unpriced(model: string): RLMError {
  return new RLMError(
    `Every model of a run with \`limits.costUsd\` must have a known price; that of ${inspect(model)} is unknown. Call another model, or add it to \`prices\`.`,
    { code: 'bad-request' },
  )
}
