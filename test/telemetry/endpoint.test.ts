import type { TracerProvider } from '@opentelemetry/api'
import { expect, expectTypeOf, it } from 'vitest'
import type { TracerSource } from '../../src/index.ts'
import { endpointAttributes } from '../../src/telemetry/endpoint.ts'

it.each<[string | undefined, string | undefined, object]>([
  ['https://api.openai.com/v1', undefined, { provider: 'openai', address: 'api.openai.com', port: 443 }],
  [
    'https://name:key@api.groq.com/openai/v1?key=k',
    undefined,
    { provider: 'groq', address: 'api.groq.com', port: 443 },
  ],
  [
    'https://mine.openai.azure.com/openai',
    undefined,
    { provider: 'azure.ai.openai', address: 'mine.openai.azure.com', port: 443 },
  ],
  ['http://localhost:11434/v1', undefined, { provider: 'openai', address: 'localhost', port: 11_434 }],
  ['http://gateway/v1', 'anthropic', { provider: 'anthropic', address: 'gateway', port: 80 }],
  ['my models', undefined, { provider: 'openai' }],
  ['mine://key@models', 'mine', { provider: 'mine' }],
  [undefined, undefined, { provider: 'openai' }],
])('says of %s with the provider %s: %j', (endpoint, provider, told) => {
  const attributes = endpointAttributes(endpoint, provider)
  const { 'gen_ai.provider.name': name, 'server.address': address, 'server.port': port } = attributes
  expect({ provider: name, address, port }).toEqual({ address: undefined, port: undefined, ...told })
  expect(Object.keys(attributes)).toHaveLength(Object.keys(told).length)
})

it('takes a provider of OpenTelemetry’s own', () => {
  expectTypeOf<TracerProvider>().toExtend<TracerSource>()
})
