import { expect, it } from 'vitest'
import type { SubCallRequest } from '../../src/sandbox/sandbox.ts'
import { openSandbox } from './sandboxes.ts'

it('gives data that fits the schema, of which the host sees the prompt alone', async () => {
  const requests: SubCallRequest[] = []
  const sandbox = await openSandbox({}, async (request) => {
    requests.push(request)
    return { text: requests.length === 1 ? 'It is 5.' : '```json\n{"n":5}\n```' }
  })
  const source = 'llm_query("How many?", { schema: { type: "object", properties: { n: { type: "integer" } } } }).n + 1'
  expect(await sandbox.runBlock(source)).toMatchObject({ result: '6', error: undefined, notes: [] })
  expect(requests.map(({ prompt, ...rest }) => ({ ...rest, prompt: prompt.split('\n')[0] }))).toEqual([
    { kind: 'llm', prompt: 'How many?' },
    { kind: 'llm', prompt: 'How many?' },
  ])
})

it.each([
  ['waited for', 'llm_query("p", { schema })'],
  ['awaited', 'await llm_query("p", { schema })'],
  ['in a batch', 'await llm_query_batch(["p", "q"], { schema })'],
])('ends a pattern that takes for ever with the time of the block, %s', async (_, call) => {
  const sandbox = await openSandbox({ blockTimeoutMs: 400 }, async () => ({ text: JSON.stringify('a'.repeat(60)) }))
  await sandbox.runBlock('const schema = { type: "string", pattern: "^(a+)+b$" }; var kept = 7')
  const { error, lost } = await sandbox.runBlock(call)
  expect({ name: error?.name, lost }).toEqual({ name: 'TimeoutError', lost: undefined })
  expect(await sandbox.runBlock('kept')).toMatchObject({ result: '7' })
})
