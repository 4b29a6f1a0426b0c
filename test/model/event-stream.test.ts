import { assert, asyncProperty, nat, uniqueArray } from 'fast-check'
import { expect, it } from 'vitest'
import { eventPayloads } from '../../src/model/event-stream.ts'

async function read(texts: readonly string[]): Promise<string[]> {
  async function* source(): AsyncGenerator<string> {
    yield* texts
  }
  const payloads: string[] = []
  for await (const payload of eventPayloads(source())) payloads.push(payload)
  return payloads
}

it('gives the payloads and passes over comments, other fields and blank lines', async () => {
  const stream = ': hello\n\nevent: x\nid: 7\ndata: {"a":1}\n\ndata:{"b":2}\n\n: bye\n\n'
  expect(await read([stream])).toEqual(['{"a":1}', '{"b":2}'])
})

it('understands CRLF and a last line that nothing ends', async () => {
  expect(await read(['data: 1\r\n\r\ndata: [DONE]'])).toEqual(['1', '[DONE]'])
})

it('gives the same payloads however the stream is cut into pieces', async () => {
  const stream = 'data: {"a":"x y"}\r\n\r\n: c\n\ndata: {"b":"ü"}\n\ndata: [DONE]\n\n'
  const cuts = uniqueArray(nat({ max: stream.length }))
  await assert(
    asyncProperty(cuts, async (positions) => {
      const bounds = [0, ...positions.sort((a, b) => a - b), stream.length]
      const pieces = bounds.slice(1).map((end, index) => stream.slice(bounds[index], end))
      expect(await read(pieces)).toEqual(['{"a":"x y"}', '{"b":"ü"}', '[DONE]'])
    }),
  )
})
