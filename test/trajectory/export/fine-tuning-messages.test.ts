import { expect, it } from 'vitest'
import { z } from 'zod'
import { toFineTuningMessages } from '../../../src/trajectory/export/fine-tuning-messages.ts'
import { block } from '../../support/script.ts'
import { trajectoryOf, TREE } from './runs.ts'

/** OpenAI, supervised fine-tuning: chat format. */
const DOCUMENTED = z.strictObject({
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
    .refine((messages) => messages.at(-1)?.role === 'assistant'),
})

it('makes one sample of a run, which ends with its last reply', async () => {
  const { events } = await trajectoryOf(TREE, { maxDepth: 2 })
  const samples = toFineTuningMessages(events)
  expect(samples).toHaveLength(1)
  expect(DOCUMENTED.safeParse(samples[0])).toMatchObject({ success: true })
  const replies = samples[0]?.messages.filter(({ role }) => role === 'assistant')
  expect(replies?.map(({ content }) => content)).toEqual(TREE.root)
})

it('makes another of what was said after a compaction', async () => {
  const long = block('print("words ".repeat(900))')
  const isSummary = (text = ''): boolean => text.includes('summar')
  const script = {
    root: [long, long, long, long, block('FINAL(1)')].map(
      (reply) =>
        ({ body }: { body: { messages: { content: string }[] } }) =>
          isSummary(body.messages.at(-1)?.content.slice(-600)) ? 'What was found so far.' : reply,
    ),
  }
  const { events } = await trajectoryOf(script, { contextWindow: 6000 })
  expect(events.some(({ type }) => type === 'compaction-end')).toBe(true)
  const samples = toFineTuningMessages(events)
  expect(samples.length).toBeGreaterThan(1)
  for (const sample of samples) expect(DOCUMENTED.safeParse(sample)).toMatchObject({ success: true })
})

it('ends one that is too long with the last turn that fits', async () => {
  const { events } = await trajectoryOf(TREE, { maxDepth: 2 })
  const whole = toFineTuningMessages(events)[0]?.messages ?? []
  const chars = whole.slice(0, -1).reduce((sum, { content }) => sum + content.length, 0)
  expect(toFineTuningMessages(events, { maxChars: chars })[0]?.messages).toEqual(whole.slice(0, -2))
})
