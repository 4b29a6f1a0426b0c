import type { ChatMessage } from '../model/client.ts'
import type { CallCost } from './usage.ts'

/** A model call that is about to be sent. */
export interface CallPlan {
  model: string
  messages: readonly ChatMessage[]
  /** As the user limits the reply; never sent longer, and shorter only in the last turn. */
  maxOutputTokens?: number | undefined
  /** The call that asks for the answer when nothing else may be asked any more: it has what was kept back. */
  isLastTurn?: boolean | undefined
  /** Ends the wait for a reservation. */
  signal?: AbortSignal | undefined
}

/** Leave to send one request. Whoever has it ends it, by `settle` or by `release`; only the first of them counts. */
export interface Reservation {
  /** To be sent with the request; `undefined`: the reply needs no limit. */
  readonly maxOutputTokens: number | undefined
  /** Aborts when the call has to end at once. */
  readonly signal: AbortSignal
  /** Books what the request came to. */
  settle(cost: CallCost): void
  /** The request used nothing. */
  release(): void
}

/** The longest reply that a call wants, and the shortest that it can do with, in tokens. */
export interface ReplyLength {
  wanted: number
  least: number
}

const DEFAULT_WANTED = 16_384
const DEFAULT_LEAST = 1024
const LAST_TURN_LEAST = 256

/** How long the reply of a call may be where its length is limited by what the budget has left. */
export function replyLength({ maxOutputTokens: given, isLastTurn = false }: CallPlan): ReplyLength {
  const wanted = given ?? DEFAULT_WANTED
  if (isLastTurn) return { wanted, least: Math.min(wanted, LAST_TURN_LEAST) }
  return { wanted, least: given ?? DEFAULT_LEAST }
}
