import { RLM, tool } from 'recursive-language-model'
import { scriptedModel } from 'recursive-language-model/testing'
import { storedEventSchema } from 'recursive-language-model/trajectory'
import { z } from 'zod'

// The package checks with parts of zod of its own; schemas are those of this program's zod.
const parameters = z.object({ id: z.int().describe('of the order') })
const findOrder = tool({ description: 'Looks up an order.', parameters, execute: ({ id }) => ({ id, paid: true }) })
const schema = z.object({ paid: z.boolean(), at: z.iso.date().transform((date) => new Date(date)) })
const client = scriptedModel([
  '```repl\nconst order = findOrder({ id: 7 })\nFINAL({ paid: "yes" })\n```',
  '```repl\nFINAL({ paid: order.paid, at: "2026-01-31" })\n```',
])
const { value } = await new RLM({ client, model: 'm', tools: { findOrder } }).run('text', 'Paid?', { schema })
process.stdout.write(
  JSON.stringify({
    value,
    system: client.requests[0].messages[0].content,
    complaint: client.requests[1].messages.at(-1).content,
    isOwn: storedEventSchema instanceof z.ZodType,
  }),
)
