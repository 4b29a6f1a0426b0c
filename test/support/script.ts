import { RLM } from '../../src/rlm.ts'
import type { RLMOptions } from '../../src/options.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { type ChatRequest, type ChatServer, type Reply, startChatServer } from './chat-server.ts'

/** What stands in for the models of a run. */
export interface Script {
  /** Replies of the root LM, in order; the last one repeats. */
  root: readonly (Reply | ((request: ChatRequest) => Reply | Promise<Reply>))[]
  /** Answers a sub-call by its prompt. Default: `A(prompt)`. */
  sub?: (prompt: string, request: ChatRequest) => Reply | Promise<Reply>
}

/** An RLM whose models are scripted behind a real HTTP server. */
export interface ScriptedRLM extends AsyncDisposable {
  rlm: RLM
  server: ChatServer
  /** Requests of the root LM. */
  rootRequests(): ChatRequest[]
  /** The last user message that the root LM was sent. */
  lastReport(): string
}

/** Starts an RLM over a scripted endpoint: `root-model` takes the root's replies, any other model answers sub-calls. */
export async function scriptedRLM(
  { root, sub = (prompt) => `A(${prompt})` }: Script,
  options: RLMOptions = {},
): Promise<ScriptedRLM> {
  let turn = 0
  const server = await startChatServer((request) => {
    if (request.body.model !== 'root-model') return sub(request.body.messages.at(-1)?.content ?? '', request)
    const reply = root[Math.min(turn++, root.length - 1)] ?? ''
    return typeof reply === 'function' ? reply(request) : reply
  })
  const rlm = new RLM({
    apiKey: 'sk-test',
    baseURL: server.url,
    model: 'root-model',
    recursiveModel: 'sub-model',
    ...options,
  })
  const rootRequests = (): ChatRequest[] => server.requests.filter(({ body }) => body.model === 'root-model')
  return {
    rlm,
    server,
    rootRequests,
    lastReport: () => rootRequests().at(-1)?.body.messages.at(-1)?.content ?? '',
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** A reply with one block. */
export function block(source: string): string {
  return `\`\`\`repl\n${source}\n\`\`\``
}

/** Collects a run's events. */
export function recorder(): {
  events: RunEvent[]
  onEvent: (event: RunEvent) => void
  of: <Type extends RunEvent['type']>(type: Type) => Extract<RunEvent, { type: Type }>[]
} {
  const events: RunEvent[] = []
  return {
    events,
    onEvent: (event) => void events.push(event),
    of: <Type extends RunEvent['type']>(type: Type) =>
      events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type),
  }
}
