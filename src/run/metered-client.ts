import type { CallCost } from '../cost/usage.ts'
import type { ModelClient } from '../model/client.ts'
import type { RunScope } from './scope.ts'

/** How the attempts at one call of a run are metered. */
export interface Metering {
  /** Depth that the call is charged to. */
  depth: number
  /** The forced turn that only asks for the answer: it may use what was kept back for it. */
  isLast: boolean
  /** Told what an attempt came to; a broken one only where text of it had come. */
  onPaid: (cost: CallCost) => void
}

/**
 * The way to the models with a meter in it: each attempt reserves what it can use at most before it is sent, is sent
 * with the output limit that was reserved, and is booked with what it came to.
 */
export function meteredClient({ tree, ledger }: RunScope, { depth, isLast, onPaid }: Metering): ModelClient {
  return tree.retrying({
    async complete(request, call) {
      const { model, messages, options } = request
      const { signal } = call
      const plan = { model, messages, maxOutputTokens: options?.maxOutputTokens, isLastTurn: isLast, signal }
      const reservation = await tree.budget.reserve(plan)
      const { maxOutputTokens } = reservation
      const pay = (cost: CallCost): void => {
        reservation.settle(cost)
        onPaid(cost)
      }
      let text = ''
      const onText = (delta: string): void => {
        text += delta
        call.onText?.(delta)
      }
      try {
        const reply = await tree.client.complete(
          maxOutputTokens === undefined ? request : { ...request, options: { ...options, maxOutputTokens } },
          { ...call, onText },
        )
        pay(ledger.record({ depth, model, messages, reply }))
        return reply
      } catch (error) {
        const broken = ledger.recordBroken({ depth, model, messages, text })
        if (broken === undefined) reservation.release()
        else pay(broken)
        throw error
      }
    },
  })
}
