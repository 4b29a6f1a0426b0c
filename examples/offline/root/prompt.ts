import { z } from 'zod'
import { readPrompt } from '../reader/reader.ts'
import { code, finish, turn } from './code.ts'
import { plainCall, type Situation, type Strategy } from './strategy.ts'

/** For a context that is itself a prompt, with the question inside: hand it on as it is. */
export const prompt: Strategy = {
  suits: ({ question, peek }) => /\bwhat it asks\b/i.test(question.asked) && peek.type === 'string',
  steps: [handOn, giveAnswer],
}

function handOn({ conversation }: Situation): string {
  if (conversation.subCalls === 'none') {
    return turn('The question is inside `context`; I read it myself.', code`print('prompt:', JSON.stringify(context))`)
  }
  return turn(
    'The question is inside `context`, which is a prompt of its own; a sub-model can answer it.',
    code`
      const answer = llm_query(context${plainCall(conversation)})
      print('answer:', JSON.stringify(answer))
    `,
  )
}

function giveAnswer({ conversation }: Situation): string {
  if (conversation.subCalls !== 'none') return finish('That is the answer.', conversation.printed('answer', z.string()))
  return finish('I have read it.', readPrompt(conversation.printed('prompt', z.string())))
}
