import { ZodError } from 'zod'
import { type Message, readConversation } from '../conversation.ts'
import { readQuestion } from '../question.ts'
import { finish } from './code.ts'
import { documents } from './documents.ts'
import { peek } from './peek.ts'
import { prompt } from './prompt.ts'
import { read } from './read.ts'
import { search } from './search.ts'
import { PEEK, type Strategy } from './strategy.ts'
import { tally } from './tally.ts'
import { timeline } from './timeline.ts'
import { tree } from './tree.ts'

/** In order of preference; the last one always suits. */
const STRATEGIES: readonly Strategy[] = [prompt, tally, timeline, tree, documents, read, search]

/** The next reply of a root LM, decided by the query, by what the context is and by what the blocks so far printed. */
export function nextReply(messages: readonly Message[]): string {
  const conversation = readConversation(messages)
  if (conversation.isLastTurn) return 'I have used up my turns without an answer.'
  if (conversation.turns === 0) return peek()
  try {
    const situation = {
      conversation,
      question: readQuestion(conversation.query),
      peek: conversation.printed('peek', PEEK),
    }
    const strategy = STRATEGIES.find((candidate) => candidate.suits(situation)) ?? search
    const step = strategy.steps[conversation.turns - 1] ?? lost
    return step(situation)
  } catch (error) {
    if (error instanceof ZodError) return lost()
    throw error
  }
}

/** Rules cannot improvise: where a block did not print what the next step needs, that is the end. */
function lost(): string {
  return finish('A block did not print what I need to go on.', 'No answer: the rules of the offline model end here.')
}
