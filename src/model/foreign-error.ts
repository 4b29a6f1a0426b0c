import { RLMError, type RLMErrorCode } from '../errors.ts'
import { type Callee, callError, faultError, quote } from './callee.ts'
import type { ModelRequest } from './client.ts'
import { redact } from './redact.ts'
import { retryAfterMs } from './retry-after.ts'
import { causeChain } from './safe-cause.ts'

const CONNECTION_CODES =
  /^(?:E(?:CONNRESET|CONNREFUSED|CONNABORTED|TIMEDOUT|PIPE|AI_AGAIN|NOTFOUND|NETUNREACH|HOSTUNREACH)|UND_ERR_(?:SOCKET|(?:CONNECT|HEADERS|BODY)_TIMEOUT))$/

const CONNECTION_MESSAGES = /^(?:terminated|fetch failed|socket hang up|other side closed)$/

/** A name that does not exist and a certificate that does not hold will not be better a second later. */
const LASTING_CODES = /^(?:ENOTFOUND|ERR_TLS_|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER))/

/**
 * What any client throws, as a `ModelError` where it is a failure of a call: one with an HTTP `status`, a network error,
 * or one that calls itself retryable. Everything else comes back as it is.
 */
export function asModelError(error: unknown, { model }: ModelRequest): unknown {
  if (error instanceof RLMError || !(error instanceof Error)) return error
  const callee: Callee = { host: 'the model client', model, redact: (text) => redact(text, []) }
  const status = numberOf(error, 'status') ?? numberOf(error, 'statusCode')
  if (status !== undefined) return statusError(error, status, callee)
  const code = codeWithoutStatus(error)
  return code === undefined
    ? error
    : callError(callee, `failed: ${quote(error.message, callee)}`, { code, cause: error })
}

/** Whether an error comes from a state of the network that a retry does not change. */
export function isLasting(error: unknown): boolean {
  return codesOf(error).some((code) => LASTING_CODES.test(code))
}

function statusError(error: Error, status: number, callee: Callee): RLMError {
  const names = [Reflect.get(error, 'code'), Reflect.get(error, 'type')].filter((name) => typeof name === 'string')
  const fault = { status, names, message: error.message }
  return faultError(callee, fault, { cause: error, retryAfterMs: waitAskedBy(error) })
}

function codeWithoutStatus(error: Error): RLMErrorCode | undefined {
  const chain = causeChain(error)
  if (chain.some(({ name }) => name === 'TimeoutError')) return 'timeout'
  if (codesOf(error).some((code) => CONNECTION_CODES.test(code))) return 'connection'
  if (chain.some(({ message }) => CONNECTION_MESSAGES.test(message))) return 'connection'
  return Reflect.get(error, 'isRetryable') === true ? 'overloaded' : undefined
}

function codesOf(error: unknown): string[] {
  return causeChain(error)
    .map((link): unknown => Reflect.get(link, 'code'))
    .filter((code) => typeof code === 'string')
}

function waitAskedBy(error: Error): number | undefined {
  const headers: unknown = Reflect.get(error, 'headers') ?? Reflect.get(error, 'responseHeaders')
  if (typeof headers !== 'object' || headers === null) return undefined
  return retryAfterMs(headers instanceof Headers ? headers : plainHeaders(headers), Date.now())
}

function plainHeaders(headers: object): Headers {
  return new Headers(
    Object.entries(headers)
      .filter(([name]) => /^retry-after(?:-ms)?$/i.test(name))
      .map(([name, value]) => [name, String(value)]),
  )
}

function numberOf(error: Error, name: string): number | undefined {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'number' ? value : undefined
}
