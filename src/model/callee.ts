import { abortedError, ModelError, type ModelErrorDetails, type RLMError, type RLMErrorCode } from '../errors.ts'
import { codeOfFault, type ProviderFault } from './fault.ts'
import type { IdleWatch } from './idle-watch.ts'
import { statedWindow } from './stated-window.ts'

/** Whom a call asks, as its errors may tell it. */
export interface Callee {
  /** Host and port of the endpoint. */
  host: string
  model: string
  /** Takes keys out of a text. */
  redact: (text: string) => string
}

const MAX_READ_CHARS = 2000
const MAX_QUOTED_CHARS = 300

/** Rule and remedy of each kind of failure. */
const ADVICE: Partial<Record<RLMErrorCode, readonly [rule: string, remedy: string]>> = {
  authentication: [
    'The endpoint must accept the API key',
    'Pass a valid key as `apiKey`, or set the environment variable OPENAI_API_KEY.',
  ],
  'bad-request': ['The endpoint must accept the request', 'Check `model`, `baseURL` and the model options.'],
  'bad-response': [
    'The endpoint must answer with a chat completion',
    'Check that `baseURL` names an OpenAI-compatible API; it usually ends in /v1.',
  ],
  connection: ['The endpoint must be reachable and finish its replies', 'Check `baseURL` and the network.'],
  'context-length': [
    "A request must fit into the model's context window",
    'Send shorter prompts, or choose a model with a larger window.',
  ],
  overloaded: ['The endpoint must be able to answer', 'Try again later.'],
  quota: ['The account must have credit left', 'Add credit or raise its limit with the provider.'],
  'rate-limit': [
    'Calls must stay within the rate limit',
    'Lower `maxConcurrency`, or raise the limit with the provider.',
  ],
  timeout: ['The endpoint must keep sending', 'Raise `timeoutMs`, or try again later.'],
}

/** The error of one call: rule, what the endpoint did, remedy. */
export function callError({ host, model }: Callee, event: string, details: ModelErrorDetails): ModelError {
  const [rule, remedy] = ADVICE[details.code] ?? ['The call must succeed', 'Try again later.']
  return new ModelError(`${rule}; ${host} ${event} (model ${model}). ${remedy}`, details)
}

/** The error of a call that the provider itself refused or gave up. */
export function faultError(callee: Callee, fault: ProviderFault, details: Omit<ModelErrorDetails, 'code'>): ModelError {
  const answer = fault.status === undefined ? 'answered with an error' : `answered ${fault.status}`
  const { status } = fault
  const code = codeOfFault(fault)
  return callError(callee, `${answer}: ${quote(fault.message, callee)}`, {
    status,
    ...details,
    code,
    contextWindow: code === 'context-length' ? statedWindow(fault.message) : undefined,
  })
}

/** Why the watch ended the call, where it did: the caller's signal, or silence. */
export function stoppedError(callee: Callee, { abortedBy, hasExpired, timeoutMs }: IdleWatch): RLMError | undefined {
  if (abortedBy !== undefined) return abortedError(abortedBy)
  if (!hasExpired) return undefined
  return callError(callee, `sent nothing for ${timeoutMs} ms`, { code: 'timeout' })
}

/** A provider's own words, made safe and short. */
export function quote(words: string, { redact }: Callee): string {
  const safe = redact(words.slice(0, MAX_READ_CHARS)).replaceAll(/\s+/g, ' ').trim()
  return JSON.stringify(safe.length > MAX_QUOTED_CHARS ? `${safe.slice(0, MAX_QUOTED_CHARS)}…` : safe)
}
