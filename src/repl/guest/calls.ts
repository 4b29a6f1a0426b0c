import { postBatch } from './batch.ts'
import type { Host } from './bridge.ts'
import { llmCall, readOptions } from './call-options.ts'
import { plainCall, postOne, type Call } from './call.ts'
import type { Format } from './format.ts'
import type { KindTeller } from './kinds.ts'
import { openMailbox, type Posted } from './mailbox.ts'
import { bare, isObject, mapList } from './objects.ts'
import { ErrorConstructor, parseJson } from './primordials.ts'
import { budgetRequest, readList, readPrompt, rlmElement, rlmRequest } from './requests.ts'
import { toolCall } from './tool-call.ts'

/** Sends a call off. Throws for misuse only. */
export type Post = (a: unknown, b: unknown, c: unknown) => Posted

/** The calls of a block. */
export interface Calls {
  llmQuery: Post
  llmQueryBatch: Post
  rlmQuery: Post
  rlmQueryBatch: Post
  /** Calls one of the user's tools. */
  tool(name: string): Post
  /** What is left of the run's budget, as the host tells it. Blocks for the answer, which no model has to give. */
  budget(): object
  /** Schedules the answer to a call. */
  deliver(id: number, ok: boolean, text: string): void
  /** Drops all calls that still wait. */
  abandon(): void
}

/** Builds the calls. */
export function createCalls(host: Host, format: Format, tellKind: KindTeller): Calls {
  const mailbox = openMailbox(host)
  return bare({
    llmQuery: (prompt: unknown, options: unknown, list: unknown) => {
      const text = readPrompt(prompt, 'llm_query')
      return postOne(mailbox, llmCall(text, readOptions(options, bare({ caller: 'llm_query', list, tellKind }))))
    },
    llmQueryBatch: (prompts: unknown, options: unknown) => {
      const caller = 'llm_query_batch'
      const shared = readOptions(options, bare({ caller, list: undefined, tellKind }))
      const read = (prompt: unknown): Call => llmCall(readPrompt(prompt, caller), shared)
      return postBatch(mailbox, 'llm_query', mapList(readList(prompts, caller, format), read))
    },
    rlmQuery: (query: unknown, context: unknown) =>
      postOne(mailbox, plainCall(rlmRequest(query, context, 'rlm_query'))),
    rlmQueryBatch: (elements: unknown) => {
      const read = (element: unknown): Call => plainCall(rlmElement(element, 'rlm_query_batch'))
      return postBatch(mailbox, 'rlm_query', mapList(readList(elements, 'rlm_query_batch', format), read))
    },
    tool: (name: string) => (argument: unknown, second: unknown, list: unknown) =>
      postOne(mailbox, toolCall(name, bare({ argument, second, list }), tellKind)),
    budget: () => readBudget(postOne(mailbox, plainCall(budgetRequest())).wait()),
    deliver: mailbox.deliver,
    abandon: mailbox.abandon,
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
