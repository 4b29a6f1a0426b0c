import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** What a request asks for; `undefined` for what it is not told of. */
export type Asked = { what: 'page' } | { what: 'lines'; from: number } | undefined

/** Where the server is, and what opens it. */
export interface Address {
  port: number
  token: string
}

/**
 * Reads a request. Its host must be this machine by name or number: a page of another site whose name has come to point
 * here (DNS rebinding) is told nothing, as is whoever does not know the token.
 */
export function askedOf({ method = '', url = '', headers }: IncomingMessage, { port, token }: Address): Asked {
  const { host } = headers
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return undefined
  const [path = '', query = ''] = url.split('?', 2)
  const [root, given = '', name, ...rest] = path.split('/')
  if (root !== '' || !isSame(given, token) || rest.length > 0) return undefined
  if (method !== 'GET' && method !== 'HEAD') return undefined
  if (name === '') return { what: 'page' }
  return name === 'lines' ? linesAsked(query) : undefined
}

function linesAsked(query: string): Asked {
  const from = /^from=(\d{1,15})$/.exec(query === '' ? 'from=0' : query)?.[1]
  return from === undefined ? undefined : { what: 'lines', from: Number(from) }
}

/** Takes as long for a token that is nearly right as for any other. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
