import { CONVENTION } from './conventions.ts'
import { known } from './attributes.ts'
import type { Attributes } from '@opentelemetry/api'

/** Hosts, and what the conventions call who is behind them. */
const PROVIDERS: readonly (readonly [host: RegExp, provider: string])[] = [
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^bedrock-.*\.amazonaws\.com$/, 'aws.bedrock'],
  [/\.openai\.azure\.com$/, 'azure.ai.openai'],
  [/\.services\.ai\.azure\.com$/, 'azure.ai.inference'],
  [/\.cohere\.(ai|com)$/, 'cohere'],
  [/^api\.deepseek\.com$/, 'deepseek'],
  [/^generativelanguage\.googleapis\.com$/, 'gcp.gemini'],
  [/aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^api\.groq\.com$/, 'groq'],
  [/^api\.mistral\.ai$/, 'mistral_ai'],
  [/^api\.moonshot\.(ai|cn)$/, 'moonshot_ai'],
  [/^api\.perplexity\.ai$/, 'perplexity'],
  [/^api\.x\.ai$/, 'x_ai'],
]

/** What speaks OpenAI's protocol and is not known otherwise. */
const DEFAULT_PROVIDER = 'openai'

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Provider, host and port of an endpoint; nothing else of its URL, which may hold a key. */
export function endpointAttributes(endpoint: string | undefined, provider: string | undefined): Attributes {
  const url = endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint) : undefined
  const defaultPort = url && DEFAULT_PORTS[url.protocol]
  if (url === undefined || defaultPort === undefined) return { [CONVENTION.provider]: provider ?? DEFAULT_PROVIDER }
  return known({
    [CONVENTION.provider]: provider ?? providerAt(url.hostname),
    [CONVENTION.serverAddress]: url.hostname,
    [CONVENTION.serverPort]: url.port === '' ? defaultPort : Number(url.port),
  })
}

function providerAt(host: string): string {
  return PROVIDERS.find(([known]) => known.test(host))?.[1] ?? DEFAULT_PROVIDER
}
