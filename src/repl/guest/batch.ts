import { listenToAll, sendAll, waitForAll, type Call, type Outcome } from './call.ts'
import { withMessage, type Mailbox, type Posted } from './mailbox.ts'
import { append, bare } from './objects.ts'
import { ErrorConstructor, stringSlice } from './primordials.ts'
import { defer } from './promises.ts'

/** Posts all calls before any answer is waited for. `name` is what a failed slot says has failed. */
export function postBatch(mailbox: Mailbox, name: string, calls: readonly Call[]): Posted {
  const sent = sendAll(mailbox, calls)
  return bare({
    wait: () => batchValue(mailbox, name, waitForAll(mailbox, sent), new ErrorConstructor()),
    promise: () => {
      const { promise, resolve, reject } = defer()
      const failure = new ErrorConstructor()
      listenToAll(mailbox, sent, (outcomes) => {
        try {
          resolve(batchValue(mailbox, name, outcomes, failure))
        } catch (error) {
          reject(error)
        }
      })
      return promise
    },
  })
}

/** The values of a batch. A failed slot says so in its place; only where all have failed is it an error. */
function batchValue(mailbox: Mailbox, name: string, slots: readonly Outcome[], failure: Error): unknown[] {
  const values: unknown[] = []
  const failed: string[] = []
  for (let index = 0; index < slots.length; index += 1) {
    const { ok, value } = slots[index] as Outcome
    append(values, ok ? value : `[${name} failed: ${value as string}]`)
    if (!ok) append(failed, `[${index}] ${value as string}`)
  }
  if (failed.length === 0) return values
  if (failed.length === slots.length) throw withMessage(failure, `${everyCall(slots.length)} failed: ${failed[0]}`)
  mailbox.note(`${failed.length} of ${slots.length} calls of the batch failed: ${firstOf(failed)}`)
  return values
}

function everyCall(count: number): string {
  return count === 1 ? 'the only call of the batch' : `all ${count} calls of the batch`
}

const MAX_NAMED_FAILURES = 10

function firstOf(failed: readonly string[]): string {
  let text = ''
  for (let index = 0; index < failed.length && index < MAX_NAMED_FAILURES; index += 1) {
    text += `${index > 0 ? '; ' : ''}${stringSlice(failed[index] ?? '', 0, 200)}`
  }
  return failed.length > MAX_NAMED_FAILURES ? `${text}; …` : text
}
