import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { OFFLINE_MODEL, respond } from './model.ts'

const BYTES_PER_TOKEN = 4
const CHUNK_CHARS = 400

const CHAT_REQUEST = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
})

type ChatRequest = z.infer<typeof CHAT_REQUEST>

/** A running offline model. */
export interface OfflineServer {
  /** What an OpenAI client takes as `baseURL`. */
  baseURL: string
  close(): Promise<void>
}

/** Serves the offline model on loopback, as the Chat Completions API. */
export async function startOfflineServer(): Promise<OfflineServer> {
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { baseURL: `http://127.0.0.1:${portOf(server)}/v1`, close: () => close(server) }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The offline model listens on no port.')
  return address.port
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    return refuse(response, 404, `only POST /v1/chat/completions is served; received ${request.method} ${request.url}`)
  }
  try {
    const body = await text(request)
    answer(CHAT_REQUEST.parse(JSON.parse(body)), response)
  } catch (error) {
    refuse(response, 400, `the request is no chat completion: ${String(error)}`)
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message, type: 'invalid_request_error' } }))
}

function answer(request: ChatRequest, response: ServerResponse): void {
  const reply = respond(request.messages)
  const usage = usageOf(request, reply)
  if (request.stream === true) return stream(response, reply, request.stream_options?.include_usage ? usage : undefined)
  const message = { role: 'assistant', content: reply }
  const completion = { ...envelope('chat.completion'), choices: [{ index: 0, message, finish_reason: 'stop' }], usage }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(completion))
}

function stream(response: ServerResponse, reply: string, usage: Usage | undefined): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (fields: object) =>
    response.write(`data: ${JSON.stringify({ ...envelope('chat.completion.chunk'), ...fields })}\n\n`)
  const sendChoice = (delta: object, finishReason: string | null) =>
    send({ choices: [{ index: 0, delta, finish_reason: finishReason }] })
  sendChoice({ role: 'assistant', content: '' }, null)
  for (let at = 0; at < reply.length; at += CHUNK_CHARS)
    sendChoice({ content: reply.slice(at, at + CHUNK_CHARS) }, null)
  sendChoice({}, 'stop')
  if (usage !== undefined) send({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

function envelope(object: string) {
  return { id: 'chatcmpl-offline', object, created: Math.floor(Date.now() / 1000), model: OFFLINE_MODEL }
}

interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

/** Token counts are estimates: four bytes of UTF-8 to a token. */
function usageOf({ messages }: ChatRequest, reply: string): Usage {
  const prompt = messages.reduce((sum, { content }) => sum + tokensOf(content), 0)
  const completion = tokensOf(reply)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

function tokensOf(content: string): number {
  return Math.ceil(Buffer.byteLength(content) / BYTES_PER_TOKEN)
}
