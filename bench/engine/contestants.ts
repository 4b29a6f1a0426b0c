import { OpenAI } from 'openai'
import { RLM, type RLMOptions, type RunEvent } from '../../src/index.ts'
import { ROOT_MODEL, SUB_MODEL } from './script.ts'

/** Body of a request as it is sent. */
export type RequestBody = string

/** A context of no size. */
export const CONTEXT = 'A context.'

/** The query of every run. */
export const QUERY = 'Count to the end.'

const CONCURRENCY = 256

/** This package at an endpoint. */
export function rlmAt(url: string, options: RLMOptions = {}): RLM {
  const models = { model: ROOT_MODEL, recursiveModel: SUB_MODEL }
  return new RLM({ apiKey: 'none', baseURL: url, ...models, maxConcurrency: CONCURRENCY, ...options })
}

/** One run of this package, over a context that is small unless another is given. */
export async function runOnce(url: string, task: RunTask = {}): Promise<string> {
  const { context = CONTEXT, onEvent, options } = task
  return rlmAt(url, options).completion(context, QUERY, { onEvent })
}

/** What a run is made with. */
export interface RunTask {
  context?: string
  onEvent?: (event: RunEvent) => void
  options?: RLMOptions
}

/** Runs once and writes down what is sent to the root LM. */
export async function rootRequestsOf(url: string): Promise<RequestBody[]> {
  const bodies: RequestBody[] = []
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: url,
    fetch: (input, init) => {
      if (typeof init?.body === 'string' && isForRoot(init.body)) bodies.push(init.body)
      return fetch(input, init)
    },
  })
  await runOnce(url, { options: { client } })
  return bodies
}

function isForRoot(body: RequestBody): boolean {
  const { model } = JSON.parse(body) as { model: string }
  return model === ROOT_MODEL
}

/** The bare loop: sends the same requests one after the other with the `openai` package, and runs nothing. */
export async function replay(url: string, bodies: readonly RequestBody[]): Promise<void> {
  const client = bareClient(url)
  for (const body of bodies) await complete(client, body)
}

/** So many sub-calls at once, with nothing around them. */
export async function callAtOnce(url: string, prompts: readonly string[], options: BareOptions = {}): Promise<void> {
  const client = bareClient(url, options)
  await Promise.all(prompts.map((content) => complete(client, subCall(content))))
}

/** Body of the request that a sub-call sends. */
export function subCall(content: string): RequestBody {
  return JSON.stringify({
    model: SUB_MODEL,
    messages: [{ role: 'user', content }],
    stream: true,
    stream_options: { include_usage: true },
  })
}

type BareOptions = Pick<NonNullable<ConstructorParameters<typeof OpenAI>[0]>, 'maxRetries'>

function bareClient(url: string, options: BareOptions = {}): OpenAI {
  return new OpenAI({ apiKey: 'none', baseURL: url, ...options })
}

/** A streamed completion, read to its end. */
async function complete(client: OpenAI, body: RequestBody): Promise<string> {
  let content = ''
  const request = JSON.parse(body) as OpenAI.ChatCompletionCreateParamsStreaming
  for await (const { choices } of await client.chat.completions.create(request)) {
    content += choices[0]?.delta.content ?? ''
  }
  return content
}
