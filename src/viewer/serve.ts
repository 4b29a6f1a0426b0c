import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { reasonOf } from '../jsonl/storage-error.ts'
import { askedOf } from './asked.ts'
import { failureLine } from './source/failure-line.ts'
import { followedLines, type FollowOptions } from './trajectory-lines.ts'

/** How a trajectory is served. */
export interface ServeOptions {
  /** The HTML of the page. */
  page: string
  /** Default: any that is free. */
  port?: number | undefined
  /** Ends the serving. */
  signal?: AbortSignal | undefined
  /** Wait before the file is looked at again, in milliseconds. Default 200. */
  pollMs?: number | undefined
}

/** A server that shows one trajectory to whoever knows its address. */
export interface TrajectoryServer {
  /** The page's address, with the token that opens it. */
  url: string
  /** Ends all connections, and resolves when nothing is left of them. Idempotent. */
  close: () => Promise<void>
}

const TOKEN_BYTES = 24

/** What every answer says. */
const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/**
 * Serves the page and the lines of a trajectory on this machine alone, under an address that nobody can guess, and follows
 * the file while its run goes on.
 *
 * @throws the system's error where the port cannot be had.
 */
export async function serveTrajectory(
  path: string,
  { page, port: wanted = 0, signal, pollMs = 200 }: ServeOptions,
): Promise<TrajectoryServer> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const server = createServer()
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.on('request', (request, response) => {
    const asked = askedOf(request, { port, token })
    if (asked === undefined) tellNothing(response)
    else if (asked.what === 'page') sendPage(response, page)
    else void sendLines(request, response, (signal) => linesFrom(path, asked.from, { signal, pollMs }))
  })
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => (closed ??= closeServer(server))
  if (signal?.aborted === true) await close()
  else signal?.addEventListener('abort', () => void close(), { once: true })
  return { url: `http://127.0.0.1:${port}/${token}/`, close }
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('A server that listens must have a port.')
  return address.port
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

function tellNothing(response: ServerResponse): void {
  response.writeHead(404, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n')
}

function sendPage(response: ServerResponse, page: string): void {
  const type = 'text/html; charset=utf-8'
  response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-security-policy': policyOf(page) }).end(page)
}

/** The page's own policy, and what only a header can say. */
function policyOf(page: string): string {
  const [, own = "default-src 'none'"] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
  return `${own}; frame-ancestors 'none'`
}

/** Sends no faster than the client reads; when it leaves, so does all that was done for it. */
async function sendLines(
  { method }: IncomingMessage,
  response: ServerResponse,
  lines: (signal: AbortSignal) => AsyncIterable<string>,
): Promise<void> {
  response.writeHead(200, { ...HEADERS, 'content-type': 'application/x-ndjson; charset=utf-8' })
  if (method === 'HEAD') {
    response.end()
    return
  }
  response.flushHeaders()
  const leaving = new AbortController()
  response.once('close', () => leaving.abort())
  // A client that leaves is no failure, and nobody is there to be told of another.
  await pipeline(Readable.from(lines(leaving.signal), { highWaterMark: 1 }), response).catch(() => undefined)
}

async function* linesFrom(path: string, from: number, options: FollowOptions): AsyncGenerator<string, void> {
  let had = from
  try {
    for await (const batch of followedLines(path, options)) {
      const lines = batch.slice(had)
      had -= batch.length - lines.length
      if (lines.length > 0) yield `${lines.join('\n')}\n`
    }
  } catch (error) {
    yield `${failureLine(reasonOf(error))}\n`
  }
}
