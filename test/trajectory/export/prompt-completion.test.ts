import { expect, it } from 'vitest'
import { z } from 'zod'
import { toPromptCompletions } from '../../../src/trajectory/export/prompt-completion.ts'
import { errorBody } from '../../support/chat-server.ts'
import { block } from '../../support/script.ts'
import { trajectoryOf, TREE } from './runs.ts'

/** TRL, "Dataset formats and types": prompt-completion, conversational. */
const DOCUMENTED = z.strictObject({
  prompt: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  completion: z.tuple([z.strictObject({ role: z.literal('assistant'), content: z.string().min(1) })]),
})

it('makes one sample of each root turn: all that was sent, and the reply', async () => {
  const { events } = await trajectoryOf(TREE, { maxDepth: 2 })
  const samples = toPromptCompletions(events)
  for (const sample of samples) expect(DOCUMENTED.safeParse(sample)).toMatchObject({ success: true })
  expect(samples.map(({ completion: [{ content }] }) => content)).toEqual(TREE.root)
  expect(samples.map(({ prompt }) => prompt.map(({ role }) => role[0]).join(''))).toEqual(['su', 'suau', 'suauau'])
  expect(samples[2]?.prompt[4]?.content).toContain('null')
})

it('counts nested runs as runs of their own where asked, those of a single turn left out', async () => {
  const { events } = await trajectoryOf(TREE, { maxDepth: 2 })
  const samples = toPromptCompletions(events, { nested: true })
  expect(samples).toHaveLength(3 + 2)
  expect(samples[3]?.completion[0].content).toBe(block('print(context)'))
})

it('leaves out runs that failed, that took one turn, and that a plain call answered', async () => {
  const refused = { status: 401, body: errorBody('no', 'invalid_api_key') }
  const failed = await trajectoryOf({ root: [block('1'), block('2'), refused] })
  const single = await trajectoryOf({ root: [block('FINAL(1)')] })
  const direct = await trajectoryOf({ root: ['42'] }, { route: 'auto' })
  expect(direct.events.at(-1)).toMatchObject({ stopReason: 'direct' })
  for (const { events } of [failed, single, direct]) expect(toPromptCompletions(events)).toEqual([])
})

it('leaves out plain calls that were tried before the loop', async () => {
  const script = { root: [{ text: 'cut', finishReason: 'length' as const }, block('1'), block('FINAL(1)')] }
  const { events } = await trajectoryOf(script, { route: 'auto' })
  expect(toPromptCompletions(events).map(({ completion: [{ content }] }) => content)).toEqual(script.root.slice(1))
})

it('leaves out samples that are too long, those beyond the cap, and runs that the user does not keep', async () => {
  const { events } = await trajectoryOf(TREE, { maxDepth: 2 })
  const [first] = toPromptCompletions(events)
  const messages = [...(first?.prompt ?? []), ...(first?.completion ?? [])]
  const maxChars = messages.reduce((chars, { content }) => chars + content.length, 0)
  expect(toPromptCompletions(events, { maxChars })).toEqual([first])
  expect(toPromptCompletions(events, { maxChars: maxChars - 1 })).toEqual([])
  expect(toPromptCompletions(events, { maxSamples: 2 })).toHaveLength(2)
  expect(toPromptCompletions(events, { keep: ({ answer }) => answer === 'another' })).toEqual([])
})
