import { withMessage, type Mailbox, type Posted, type Reply } from './mailbox.ts'
import { append, bare, define, mapList } from './objects.ts'
import { ErrorConstructor, stringSlice } from './primordials.ts'
import { defer } from './promises.ts'
import type { Request } from './requests.ts'

/** Posts all requests before any answer is waited for. `name` is what a failed slot says has failed. */
export function postBatch(mailbox: Mailbox, name: string, requests: readonly Request[]): Posted {
  const ids = mapList(requests, (request) => mailbox.post(request))
  return bare({
    wait: () =>
      batchValue(
        mailbox,
        name,
        mapList(ids, (id) => mailbox.wait(id)),
        new ErrorConstructor(),
      ),
    promise: () => batchPromise(mailbox, name, ids),
  })
}

function batchPromise(mailbox: Mailbox, name: string, ids: readonly number[]): Promise<unknown> {
  const { promise, resolve, reject } = defer()
  const failure = new ErrorConstructor()
  const slots: Reply[] = []
  let missing = ids.length
  const finish = (): void => {
    try {
      resolve(batchValue(mailbox, name, slots, failure))
    } catch (error) {
      reject(error)
    }
  }
  if (missing === 0) finish()
  for (let index = 0; index < ids.length; index += 1) {
    mailbox.listen(ids[index] ?? 0, (ok, text) => {
      define(slots, index, bare({ ok, text }))
      missing -= 1
      if (missing === 0) finish()
    })
  }
  return promise
}

/** The texts of a batch. A failed slot says so in its place; only where all have failed is it an error. */
function batchValue(mailbox: Mailbox, name: string, slots: readonly Reply[], failure: Error): string[] {
  const values: string[] = []
  const failed: string[] = []
  for (let index = 0; index < slots.length; index += 1) {
    const { ok, text } = slots[index] as Reply
    append(values, ok ? text : `[${name} failed: ${text}]`)
    if (!ok) append(failed, `[${index}] ${text}`)
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
