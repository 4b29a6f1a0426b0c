import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'

const valueSchema = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
})

const attributesSchema = z
  .array(z.object({ key: z.string(), value: valueSchema }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, plain(value)])))

const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  /** 1: INTERNAL, 3: CLIENT. */
  kind: z.number(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes: attributesSchema,
  events: z
    .array(z.object({ name: z.string(), timeUnixNano: z.coerce.bigint(), attributes: attributesSchema }))
    .default([]),
  /** 2: ERROR. */
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
})

const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({ scope: z.object({ name: z.string(), version: z.string().optional() }), spans: z.array(spanSchema) }),
      ),
    }),
  ),
})

/** A span as it came over the wire. */
export type ReceivedSpan = z.output<typeof spanSchema> & { scope: string }

/** An OTLP/HTTP endpoint on the loopback interface. */
export interface Receiver extends AsyncDisposable {
  /** Where traces go: `http://127.0.0.1:<port>/v1/traces` */
  url: string
  /** Every span so far, in the order of arrival. */
  spans: ReceivedSpan[]
  /** Every body so far, as it came. */
  bodies: string[]
}

/** Starts a receiver of traces; with `status`, one that refuses them. */
export async function startReceiver({ status = 200 }: { status?: number } = {}): Promise<Receiver> {
  const bodies: string[] = []
  const spans: ReceivedSpan[] = []
  const server = createServer((request, response) => void receive(request, response))
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(request)
    const isExpected = request.method === 'POST' && request.url === '/v1/traces'
    bodies.push(body)
    if (isExpected) spans.push(...spansIn(body))
    response.writeHead(isExpected ? status : 404, { 'content-type': 'application/json' }).end('{}')
  }
  return {
    url: `http://127.0.0.1:${await listen(server)}/v1/traces`,
    spans,
    bodies,
    [Symbol.asyncDispose]: () => close(server),
  }
}

function spansIn(body: string): ReceivedSpan[] {
  const { resourceSpans } = bodySchema.parse(JSON.parse(body))
  const scopes = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
  return scopes.flatMap(({ scope, spans }) => spans.map((span) => ({ ...span, scope: scope.name })))
}

function plain(value: z.output<typeof valueSchema>): unknown {
  const { stringValue, intValue, doubleValue, boolValue } = value
  return stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += String(piece)
  return text
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The receiver does not listen on a port.')
  return address.port
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
