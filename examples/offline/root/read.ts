import { z } from 'zod'
import { code, finish, turn } from './code.ts'
import { plainCall, type Situation, type Strategy } from './strategy.ts'

const FAT_PROMPT_CHARS = 100_000

/** For what fits into one prompt: let a sub-model read all of it, and check its answer against the text. */
export const read: Strategy = {
  suits: ({ peek, conversation }) => conversation.subCalls !== 'none' && peek.chars <= FAT_PROMPT_CHARS,
  steps: [askOnce, checkAnswer, giveAnswer],
}

function askOnce({ conversation, question }: Situation): string {
  return turn(
    'This fits into one prompt, so a sub-model can read all of it.',
    code`
      const text = typeof context === 'string' ? context : JSON.stringify(context, null, 1)
      const question = ${question.asked}
      const task = 'Question: ' + question + '\nReply with nothing but the answer, as short as can be.'
      const answer = llm_query(task + '\n<text>\n' + text + '\n</text>'${plainCall(conversation)})
      print('answer:', JSON.stringify(answer))
    `,
  )
}

function checkAnswer(): string {
  return turn(
    'I check the answer against the text.',
    code`
      print(text.split('\n').filter((line) => line.includes(answer)).slice(0, 3).join('\n') || 'not in these words')
    `,
  )
}

function giveAnswer({ conversation }: Situation): string {
  return finish('I have seen where the answer comes from.', conversation.printed('answer', z.string()))
}
