import type { ServerResponse } from 'node:http'
import type { ChatRequest, Completion, WireUsage } from './chat-reply.ts'

/** Sends a completion the way it was asked for: as a stream of chunks, or as one object. */
export async function sendCompletion(response: ServerResponse, request: ChatRequest, completion: Completion) {
  await completion.holdHeaders
  if (request.body.stream === true && completion.ignoresStream !== true) {
    await sendStream(response, request, completion)
    return
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(wholeCompletion(request, completion)))
}

function wholeCompletion(request: ChatRequest, completion: Completion): object {
  const message = { role: 'assistant', content: completion.text }
  const choice = { index: 0, message, finish_reason: finishReason(completion) }
  const usage = usageOf(request, completion)
  return { ...envelope(request, 'chat.completion'), choices: [choice], ...(usage === null ? {} : { usage }) }
}

async function sendStream(response: ServerResponse, request: ChatRequest, completion: Completion): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()
  if (!(await sendPieces(response, request, completion))) return
  sendFinish(response, request, completion)
  if (completion.cut === 'after-finish') {
    sever(response, completion)
    return
  }
  sendUsage(response, request, completion)
  response.write('data: [DONE]\n\n')
  if (completion.neverEnds !== true) response.end()
}

/** Streams the pieces; says whether the completion goes on after them. */
async function sendPieces(response: ServerResponse, request: ChatRequest, completion: Completion): Promise<boolean> {
  if (completion.reasoning !== undefined) {
    send(response, chunk(request, { role: 'assistant', content: null, reasoning_content: completion.reasoning }))
  }
  for (const [index, content] of pieces(completion).entries()) {
    if (index === 1) await pause(response, completion)
    if (response.destroyed) return false
    const role = completion.withoutRole === true || index > 0 ? {} : { role: 'assistant' }
    send(response, chunk(request, { ...role, content }))
    if (index === 0 && completion.errorChunk !== undefined) send(response, completion.errorChunk)
    if (index === 0 && isCutAfterFirst(completion)) {
      await cutShort(response, completion)
      return false
    }
  }
  return true
}

function pieces({ text, pieces }: Completion): (string | null)[] {
  if (pieces !== undefined) return pieces
  if (text === null || text.length < 2) return [text]
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}

async function pause(response: ServerResponse, { holdAfterFirst, tickMs }: Completion): Promise<void> {
  if (holdAfterFirst === undefined) return
  const ticks = tickMs === undefined ? undefined : setInterval(() => response.write(': keep-alive\n\n'), tickMs)
  const gone = new Promise((resolve) => {
    response.once('close', resolve)
  })
  await Promise.race([holdAfterFirst, gone])
  clearInterval(ticks)
}

function isCutAfterFirst({ cut }: Completion): boolean {
  return cut === 'after-first' || cut === 'mid-json'
}

async function cutShort(response: ServerResponse, completion: Completion): Promise<void> {
  const halfChunk = 'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"cont'
  await pause(response, completion)
  await written(response, completion.cut === 'mid-json' ? halfChunk : ': the end\n\n')
  sever(response, completion)
}

/** Resolves once the text has left for the socket, so that a reset does not overtake it. */
function written(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => resolve())
  })
}

function sever(response: ServerResponse, { cutCleanly }: Completion): void {
  if (cutCleanly === true) response.end()
  else response.destroy()
}

function sendFinish(response: ServerResponse, request: ChatRequest, completion: Completion): void {
  const reason = finishReason(completion)
  if (reason !== null) send(response, chunk(request, {}, reason))
}

function sendUsage(response: ServerResponse, request: ChatRequest, completion: Completion): void {
  const usage = usageOf(request, completion)
  if (usage === null || request.body.stream_options?.include_usage !== true) return
  send(response, { ...envelope(request, 'chat.completion.chunk'), choices: [], usage })
}

function send(response: ServerResponse, payload: object): void {
  response.write(`data: ${JSON.stringify(payload)}\n\n`)
}

function chunk(request: ChatRequest, delta: object, finish_reason: string | null = null): object {
  return { ...envelope(request, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason }] }
}

function envelope({ body, index }: ChatRequest, object: string): object {
  return { id: `chatcmpl-${index}`, object, created: 1_790_000_000, model: body.model }
}

function finishReason({ finishReason }: Completion): string | null {
  return finishReason === undefined ? 'stop' : finishReason
}

function usageOf({ body }: ChatRequest, { usage, text }: Completion): WireUsage | null {
  if (usage !== undefined) return usage
  const prompt_tokens = Math.ceil(JSON.stringify(body.messages).length / 4)
  const completion_tokens = Math.ceil((text ?? '').length / 4)
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}
