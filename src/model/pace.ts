import { ModelError } from '../errors.ts'
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts'

/** Rates are measured over so long a time, up to the last call or answer. */
const MEASURED_MS = 1000

/** What the endpoint has just answered, less a little, it will answer again: no cut goes below. */
const PROVEN_SHARE = 0.95

/** A pause after a refusal without `Retry-After`: that of a lone call's first retry. Until then no rate is known. */
const LOWEST_FIRST_RATE = 2

/** One call in 2 s: an endpoint that answers nothing is still probed, and each call has its own growing waits besides. */
const LOWEST_RATE = 1 / 2

/** AIMD's usual cut, and the whole of it for an overload, of which no measure is known. */
const DEEPEST_CUT = 0.5

/** A rate limit that lets nearly all through is near: a tenth less keeps within it, and little is lost. */
const SHALLOWEST_CUT = 0.9

/** Per answered call, in calls per second: a tenth faster each second, so about one call in 400 is refused. */
const CLIMB = { step: 0.1, share: 1 / 4 }

/** The same where no refusal is expected yet: e times as fast each fifth of a second, at most twice as fast per answer. */
const SEARCH = { step: 5, share: 1 }

/** The same where each refusal costs everyone the pause that it asks for: e times as fast in two seconds. */
const CAREFUL_SEARCH = { step: 0.5, share: 1 }

/** Of the rate that was refused last: up to here the way back is quick. */
const SAFE_SHARE = 0.8

/** Rate limits are counted by the minute: one that was not met for that long may be gone. */
const FORGOTTEN_MS = 60_000

/** A cut shows its effect after a round trip, which is that of the refusal; slow refusals are not waited for so long. */
const LONGEST_SETTLING_MS = 1000

/** Timers come late on a busy machine: what they missed is caught up, but no more than this. */
const CATCH_UP_MS = 50

/**
 * How fast calls may be sent to one endpoint: without bound until it refuses one for its rate or for overload, then by
 * additive increase and multiplicative decrease. All calls slow down together, and none is sent before the time that
 * the endpoint asks for with `Retry-After`. Times are milliseconds of the clock that it is given.
 *
 * A refusal cuts the rate by the share of calls refused since the last cut, at least by a tenth and at most by half, but
 * not below what was answered in the last second; an overload halves it. Calls that were on their way at a cut, or go
 * out in the round trip after it, do not cut again. Each answered call raises the rate, where it is what calls wait for.
 */
export class Pace {
  readonly #now: () => number
  readonly #sent: Meter
  readonly #answered: Meter
  #callsPerSecond = Infinity
  #heldUntilMs = -Infinity
  #lastTurnMs = -Infinity
  #lastCutMs = -Infinity
  /** Calls sent before do not cut again. */
  #settledMs = -Infinity
  #answeredSinceCut = 0
  /** Up to here no refusal is expected. */
  #safeRate = Infinity
  /** Whether the last refusal asked for a pause, at a rate that says something of the limit. */
  #isCareful = false
  /** Whether calls had to wait for the last turn. */
  #isBinding = false

  constructor(now: () => number) {
    this.#now = now
    this.#sent = new Meter(now)
    this.#answered = new Meter(now)
  }

  /** The rate in force; `Infinity` before the first refusal. */
  get callsPerSecond(): number {
    return this.#callsPerSecond
  }

  /** How long the next call must wait; 0 where it may go. */
  get waitMs(): number {
    const nextTurnMs = this.#lastTurnMs + 1000 / this.#callsPerSecond
    return Math.max(0, Math.max(nextTurnMs, this.#heldUntilMs) - this.#now())
  }

  /** A call is sent now. Gives back the time, which its outcome is told with. */
  send(): number {
    const now = this.#now()
    const turnMs = this.#lastTurnMs + 1000 / this.#callsPerSecond
    this.#isBinding = turnMs > now - CATCH_UP_MS
    this.#lastTurnMs = Math.max(turnMs, now - CATCH_UP_MS)
    this.#sent.count()
    return now
  }

  /** The call that was sent at `sentAt` was answered. */
  answered(sentAt: number): void {
    this.#answered.count()
    if (sentAt < this.#lastCutMs) return
    this.#answeredSinceCut += 1
    if (!this.#isBinding) return
    this.#callsPerSecond = this.#raised(this.#callsPerSecond)
  }

  /** The call that was sent at `sentAt` failed; other failures than refusals and overloads change nothing. */
  failed(sentAt: number, error: unknown): void {
    if (!(error instanceof ModelError) || !isThrottle(error)) return
    this.#hold(error.retryAfterMs)
    if (sentAt >= this.#settledMs) this.#cut(error, sentAt)
  }

  #raised(rate: number): number {
    if (this.#now() - this.#lastCutMs > FORGOTTEN_MS) this.#safeRate = Infinity
    const climbed = rate + Math.min(CLIMB.step, rate * CLIMB.share)
    const { step, share } = this.#isCareful ? CAREFUL_SEARCH : SEARCH
    return Math.max(climbed, Math.min(rate + Math.min(step, rate * share), this.#safeRate))
  }

  #hold(retryAfterMs = 0): void {
    // The call itself fails at once then, and so will the others.
    if (retryAfterMs > LONGEST_RETRY_AFTER_MS) return
    this.#heldUntilMs = Math.max(this.#heldUntilMs, this.#now() + retryAfterMs)
  }

  #cut({ code, retryAfterMs = 0 }: ModelError, sentAt: number): void {
    const now = this.#now()
    const isFirst = this.#callsPerSecond === Infinity
    const inForce = this.#isBinding ? this.#callsPerSecond : Math.min(this.#callsPerSecond, this.#sent.perSecond)
    const lowest = isFirst ? LOWEST_FIRST_RATE : LOWEST_RATE
    const cut = code === 'overloaded' ? inForce * DEEPEST_CUT : this.#afterRefusal(inForce)
    this.#callsPerSecond = Math.max(cut, lowest)
    if (!isFirst && this.#answeredSinceCut > 0) this.#safeRate = inForce * SAFE_SHARE
    this.#isCareful = retryAfterMs > 0 && inForce > LOWEST_FIRST_RATE
    this.#answeredSinceCut = 0
    this.#lastCutMs = now
    // Until then the endpoint has to do with what was on its way.
    this.#settledMs = now + Math.min(now - sentAt, LONGEST_SETTLING_MS)
    this.#lastTurnMs = now
  }

  #afterRefusal(inForce: number): number {
    // Of the calls since the last cut, this one is the first that was refused.
    const share = this.#answeredSinceCut / (this.#answeredSinceCut + 1)
    const cut = Math.max(inForce * Math.max(DEEPEST_CUT, share), this.#answered.perSecond * PROVEN_SHARE)
    return Math.min(inForce * SHALLOWEST_CUT, cut)
  }
}

/** Counts what happened in the last second. */
class Meter {
  readonly #now: () => number
  #times: number[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  count(): void {
    this.#times.push(this.#now())
    // Dropping in bulk keeps the cost of a count constant.
    if ((this.#times[0] ?? 0) < this.#now() - 2 * MEASURED_MS) this.#times = this.#recent
  }

  get perSecond(): number {
    return (this.#recent.length * 1000) / MEASURED_MS
  }

  get #recent(): number[] {
    const since = this.#now() - MEASURED_MS
    return this.#times.filter((time) => time > since)
  }
}

/** HTTP 409 and 425 are over a moment later too, but no sign of too many calls. */
function isThrottle({ code, status }: ModelError): boolean {
  return code === 'rate-limit' || (code === 'overloaded' && (status === undefined || status >= 500))
}
