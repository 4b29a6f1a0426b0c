import { postBatch } from './batch.ts'
import type { Host } from './bridge.ts'
import type { Format } from './format.ts'
import { openMailbox, withMessage, type Mailbox, type Posted } from './mailbox.ts'
import { bare, isObject, mapList } from './objects.ts'
import { ErrorConstructor, parseJson } from './primordials.ts'
import { defer } from './promises.ts'
import {
  budgetRequest,
  llmRequest,
  readList,
  readOptions,
  readPrompt,
  rlmElement,
  rlmRequest,
  type Request,
} from './requests.ts'

/** Sends a call off. Throws for misuse only. */
export type Post = (a: unknown, b: unknown, c: unknown) => Posted

/** The model calls of a block. */
export interface Calls {
  llmQuery: Post
  llmQueryBatch: Post
  rlmQuery: Post
  rlmQueryBatch: Post
  /** What is left of the run's budget, as the host tells it. Blocks for the answer, which no model has to give. */
  budget(): object
  /** Schedules the answer to a call. */
  deliver(id: number, ok: boolean, text: string): void
  /** Drops all calls that still wait. */
  abandon(): void
}

/** Builds the calls. */
export function createCalls(host: Host, format: Format): Calls {
  const mailbox = openMailbox(host)
  return bare({
    llmQuery: (prompt: unknown, options: unknown, list: unknown) => {
      const text = readPrompt(prompt, 'llm_query')
      return postOne(mailbox, llmRequest(text, readOptions(options, list, 'llm_query')))
    },
    llmQueryBatch: (prompts: unknown, options: unknown) => {
      const shared = readOptions(options, undefined, 'llm_query_batch')
      const read = (prompt: unknown): Request => llmRequest(readPrompt(prompt, 'llm_query_batch'), shared)
      return postBatch(mailbox, 'llm_query', mapList(readList(prompts, 'llm_query_batch', format), read))
    },
    rlmQuery: (query: unknown, context: unknown) => postOne(mailbox, rlmRequest(query, context, 'rlm_query')),
    rlmQueryBatch: (elements: unknown) => {
      const read = (element: unknown): Request => rlmElement(element, 'rlm_query_batch')
      return postBatch(mailbox, 'rlm_query', mapList(readList(elements, 'rlm_query_batch', format), read))
    },
    budget: () => readBudget(postOne(mailbox, budgetRequest()).wait()),
    deliver: mailbox.deliver,
    abandon: mailbox.abandon,
  })
}

function postOne(mailbox: Mailbox, request: Request): Posted {
  const id = mailbox.post(request)
  return bare({
    wait: () => {
      const { ok, text } = mailbox.wait(id)
      if (ok) return text
      throw new ErrorConstructor(text)
    },
    promise: () => {
      const { promise, resolve, reject } = defer()
      // Made here, the error points at the call rather than at nothing.
      const failure = new ErrorConstructor()
      mailbox.listen(id, (ok, text) => (ok ? resolve(text) : reject(withMessage(failure, text))))
      return promise
    },
  })
}

function readBudget(text: unknown): object {
  let budget: unknown
  try {
    budget = parseJson(text as string)
  } catch {
    budget = undefined
  }
  if (isObject(budget)) return budget
  throw new ErrorConstructor('budget() expects an object from the host and has received none. Go on without it.')
}
