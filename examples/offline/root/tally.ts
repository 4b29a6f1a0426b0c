import { z } from 'zod'
import { code, finish, turn } from './code.ts'
import { plainCall, type Situation, type Strategy } from './strategy.ts'

const COUNTS = z.object({ matching: z.number(), read: z.number(), of: z.number() })
const CHECK = z.object({ before: z.number(), again: z.number() })

/** For "how many of these …": fat prompts in small batches count in their part, and code sums up. */
export const tally: Strategy = {
  suits: ({ question, peek, conversation }) =>
    conversation.subCalls !== 'none' &&
    question.operation === 'count' &&
    (peek.type === 'string' ? peek.parts >= 20 : peek.type.startsWith('array of ')),
  steps: [chunkEntries, countChunks, checkOneChunk, giveAnswer],
}

function chunkEntries(): string {
  return turn(
    'To tell which entries count, they must be read. I cut them into chunks of about 100K characters.',
    code`
      const lineOf = (entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)).replaceAll('\n', ' ')
      const entries = (typeof context === 'string' ? context.split('\n') : context.map(lineOf)).filter((line) => line.trim())
      const chunks = [[]]
      let chars = 0
      for (const entry of entries) {
        if (chars > 100_000) { chunks.push([]); chars = 0 }
        chunks.at(-1).push(entry)
        chars += entry.length + 1
      }
      print(entries.length, 'entries in', chunks.length, 'chunks')
    `,
  )
}

function countChunks({ conversation, question }: Situation): string {
  return turn(
    'Sub-models classify and count, chunk by chunk. A reply that has not read every line is asked for again.',
    code`
      const question = ${question.asked}
      const task = 'Question: ' + question + '\nThe text is one part of the entries, one to a line. ' +
        'Count the lines that fit the question. Reply with JSON only: {"lines": lines read, "matching": lines that fit}.'
      const count = (parts) => {
        const replies = llm_query_batch(parts.map((part) => task + '\n<text>\n' + part.join('\n') + '\n</text>')${plainCall(conversation)})
        return replies.map((reply) => (reply.startsWith('{') ? JSON.parse(reply) : { lines: 0, matching: 0 }))
      }
      const counts = []
      for (let at = 0; at < chunks.length; at += 20) counts.push(...count(chunks.slice(at, at + 20)))
      for (const [index, chunk] of chunks.entries()) {
        if (counts[index].lines !== chunk.length) counts[index] = count([chunk])[0]
      }
      const sum = (name) => counts.reduce((total, part) => total + part[name], 0)
      print('by chunk:', counts.map(({ matching }) => matching).join(', '))
      print('counts:', JSON.stringify({ matching: sum('matching'), read: sum('lines'), of: entries.length }))
    `,
  )
}

function checkOneChunk({ conversation }: Situation): string {
  const { read, of } = conversation.printed('counts', COUNTS)
  return turn(
    `${read} of ${of} entries were read. A second way to count must agree: the first chunk again, in smaller parts.`,
    code`
      const size = Math.ceil(chunks[0].length / 4)
      const quarters = [0, 1, 2, 3].map((part) => chunks[0].slice(part * size, (part + 1) * size))
      const again = count(quarters).reduce((total, { matching }) => total + matching, 0)
      print('check:', JSON.stringify({ before: counts[0].matching, again }))
    `,
  )
}

function giveAnswer({ conversation }: Situation): string {
  const { before, again } = conversation.printed('check', CHECK)
  const agreement = before === again ? 'Both ways agree' : `The two ways differ by ${Math.abs(before - again)}`
  return finish(`${agreement}: ${before} and ${again}.`, conversation.printed('counts', COUNTS).matching)
}
