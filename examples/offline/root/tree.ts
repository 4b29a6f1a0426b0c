import { z } from 'zod'
import { HANDED_DOWN, type Operation } from '../question.ts'
import { code, finish, type RawCode, turn } from './code.ts'
import type { Situation, Strategy } from './strategy.ts'

const COMBINED = z.object({ answer: z.number(), parts: z.number(), unreadable: z.number() })

/** For a tree: the same question for every branch, each with a context of its own, and code that combines. */
export const tree: Strategy = {
  suits: ({ peek, conversation }) => conversation.subCalls !== 'none' && branchesKey(peek.fields) !== undefined,
  steps: [askParts, combineParts, giveAnswer],
}

function branchesKey(fields: Situation['peek']['fields']): string | undefined {
  return fields.find(({ type }) => type === 'array of object')?.key
}

function askParts(situation: Situation): string {
  return situation.conversation.subCalls === 'nested' ? askBranches(situation) : askLeaves(situation)
}

function askBranches({ question, peek }: Situation): string {
  return turn(
    'This is a tree. Each branch goes to an RLM of its own, which sees nothing but that branch.',
    code`
      const branches = context[${branchesKey(peek.fields)}]
      const nameOf = (part) => Object.values(part).find((value) => typeof value === 'string')
      const question = ${HANDED_DOWN + question.asked}
      const handedDown = (part) =>
        'The context is one part of a larger whole: ' + nameOf(part) + '. ' + question + ' Reply with nothing but the number.'
      const replies = rlm_query_batch(branches.map((part) => ({ query: handedDown(part), context: part })))
      branches.forEach((part, index) => print(nameOf(part) + ': ' + replies[index]))
    `,
  )
}

function askLeaves({ question }: Situation): string {
  return turn(
    'This is a tree, and sub-calls are plain here: I take its leaves and ask for each.',
    code`
      const nameOf = (part) => Object.values(part).find((value) => typeof value === 'string')
      const inside = (part) => Object.values(part).find((value) => Array.isArray(value) && typeof value[0] === 'object')
      const leavesOf = (part) => (inside(part) ? inside(part).flatMap(leavesOf) : [part])
      const branches = leavesOf(context)
      const question = ${question.asked}
      const task = 'Question: ' + question + '\nAnswer for the part below alone. Reply with nothing but the number.'
      const replies = llm_query_batch(branches.map((part) => task + '\n<text>\n' + JSON.stringify(part, null, 1) + '\n</text>'))
      branches.forEach((part, index) => print(nameOf(part) + ': ' + replies[index]))
    `,
  )
}

function combineParts({ question }: Situation): string {
  return turn(
    'Code combines the replies and counts those that are no number.',
    code`
      const numbers = replies.map((reply) => Number(reply.replaceAll(',', ''))).filter((number) => !Number.isNaN(number))
      const answer = ${combining(question.operation)}
      print('combined:', JSON.stringify({ answer, parts: branches.length, unreadable: branches.length - numbers.length }))
    `,
  )
}

function combining(operation: Operation): RawCode {
  if (operation === 'largest') return { raw: 'Math.max(...numbers)' }
  if (operation === 'smallest') return { raw: 'Math.min(...numbers)' }
  const sum = 'numbers.reduce((total, number) => total + number, 0)'
  return { raw: operation === 'average' ? `${sum} / numbers.length` : sum }
}

function giveAnswer({ conversation }: Situation): string {
  const { answer, parts, unreadable } = conversation.printed('combined', COMBINED)
  return finish(`${parts - unreadable} of ${parts} parts gave a number.`, answer)
}
