import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  type ChatBody,
  type ChatRequest,
  chatBodySchema,
  type Completion,
  type HttpAnswer,
  type Reply,
} from './chat-reply.ts'
import { sendCompletion } from './chat-wire.ts'

export type { ChatRequest, HttpAnswer, Reply } from './chat-reply.ts'
export { errorBody } from './chat-reply.ts'

/** Scripts the server: what each request is answered with. */
export type ChatHandler = (request: ChatRequest) => Reply | Promise<Reply>

/** A request as the server saw it, and how it ended. */
interface RecordedRequest extends ChatRequest {
  /** `'answered'`: the response went out whole. `'disconnected'`: the connection closed before that. */
  ended: Promise<'answered' | 'disconnected'>
}

/** An OpenAI-compatible endpoint on the loopback interface. */
export interface ChatServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1` */
  url: string
  /** Every request so far. */
  requests: RecordedRequest[]
  /** Requests that are being answered now. */
  readonly inFlight: number
  /** The most that ever were at once. */
  readonly peakInFlight: number
  /** Connections that are open now. */
  readonly openConnections: number
  /** Connections that were ever opened. */
  readonly totalConnections: number
  /** Resolves with the request of that index, once it has arrived. */
  arrival(index: number): Promise<RecordedRequest>
  /** Ends all connections; resolves when nothing is left. */
  close(): Promise<void>
}

/** Starts a server that answers `POST /v1/chat/completions` as the handler says. */
export async function startChatServer(handler: ChatHandler): Promise<ChatServer> {
  const chat = new LoopbackChatServer(handler)
  await chat.listen()
  return chat
}

class LoopbackChatServer implements ChatServer {
  readonly requests: RecordedRequest[] = []
  url = ''
  peakInFlight = 0
  inFlight = 0
  totalConnections = 0
  readonly #handler: ChatHandler
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #events = new EventEmitter()

  constructor(handler: ChatHandler) {
    this.#handler = handler
    this.#server = createServer((request, response) => void this.#serve(request, response))
    this.#server.on('connection', (socket: Socket) => this.#track(socket))
  }

  get openConnections(): number {
    return this.#sockets.size
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.')
    this.url = `http://127.0.0.1:${address.port}/v1`
  }

  async arrival(index: number): Promise<RecordedRequest> {
    for (;;) {
      const recorded = this.requests[index]
      if (recorded !== undefined) return recorded
      await once(this.#events, 'request')
    }
  }

  async close(): Promise<void> {
    const closed = [...this.#sockets].map((socket) => once(socket, 'close'))
    this.#server.close()
    this.#server.closeAllConnections()
    await Promise.all(closed)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #track(socket: Socket): void {
    this.totalConnections += 1
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // A client that leaves amid a response is one of the things under test.
    socket.on('error', () => undefined)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#enter(response)
    if (request.method !== 'POST' || request.url?.split('?')[0]?.endsWith('/chat/completions') !== true) {
      sendAnswer(response, { status: 404, body: { error: { message: `No route ${request.method} ${request.url}` } } })
      return
    }
    try {
      const recorded = this.#record(await readBody(request), request, response)
      await sendReply(response, recorded, await this.#handler(recorded))
    } catch (error) {
      sendAnswer(response, { status: 500, body: { error: { message: `The test's server failed: ${String(error)}` } } })
    }
  }

  #enter(response: ServerResponse): void {
    this.inFlight += 1
    this.peakInFlight = Math.max(this.peakInFlight, this.inFlight)
    response.once('close', () => {
      this.inFlight -= 1
    })
  }

  #record(body: ChatBody, { headers }: IncomingMessage, response: ServerResponse): RecordedRequest {
    const ended = new Promise<'answered' | 'disconnected'>((resolve) => {
      response.once('close', () => resolve(response.writableFinished ? 'answered' : 'disconnected'))
    })
    const recorded = { index: this.requests.length, body, headers, ended }
    this.requests.push(recorded)
    this.#events.emit('request')
    return recorded
  }
}

async function readBody(request: IncomingMessage): Promise<ChatBody> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += String(piece)
  return chatBodySchema.parse(JSON.parse(text))
}

async function sendReply(response: ServerResponse, request: ChatRequest, reply: Reply): Promise<void> {
  if (typeof reply === 'string') await sendCompletion(response, request, { text: reply })
  else if ('reset' in reply) response.socket?.resetAndDestroy()
  else if ('status' in reply) sendAnswer(response, reply)
  else await sendCompletion(response, request, reply satisfies Completion)
}

function sendAnswer(response: ServerResponse, { status, headers, body, neverEnds }: HttpAnswer): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
  response.write(isText ? body : JSON.stringify(body ?? {}))
  if (neverEnds !== true) response.end()
}
