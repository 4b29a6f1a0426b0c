import { expect, it } from 'vitest'
import { Gate } from '../../src/model/gate.ts'
import { withRetries } from '../../src/model/retry.ts'
import { rateLimited } from '../support/chat-rate-limit.ts'
import { startChatServer } from '../support/chat-server.ts'
import { clientOf, question } from './question.ts'

const CALLS = 2000
const CALLS_PER_SECOND = 400

it.each([
  ['with Retry-After', { burst: 40, headers: { 'retry-after': '1' } }],
  ['without Retry-After, and lets hardly a burst through', { burst: 40 }],
])(
  // How long they take is measured in bench/: here they share an event loop with the endpoint.
  'makes 2,000 calls of an endpoint that refuses %s: none lost, none paid twice',
  async (_, bucket) => {
    const limit = rateLimited({ callsPerSecond: CALLS_PER_SECOND, serviceMs: 20, ...bucket })
    await using server = await startChatServer(limit.handler)
    const client = withRetries(new Gate({ maxConcurrency: 64 }).limit(clientOf(server)), { isPaced: true })
    const prompts = Array.from({ length: CALLS }, (_, index) => `prompt ${index}`)
    const replies = await Promise.all(
      prompts.map((content) => client.complete(question({ messages: [{ role: 'user', content }] }), {})),
    )
    expect(replies.map(({ text }) => text)).toEqual(prompts.map((prompt) => `A(${prompt})`))
    expect(limit.answered.toSorted()).toEqual(prompts.toSorted())
    expect(limit.refused.length).toBeGreaterThan(0)
  },
)
