import { z } from 'zod'
import type { Conversation } from '../conversation.ts'
import type { Question } from '../question.ts'
import type { RawCode } from './code.ts'

/** What the peek tells of one field or element of the context. */
const FIELD = z.object({ key: z.string(), type: z.string(), chars: z.number(), head: z.string() })

/** What the first block prints. */
export const PEEK = z.object({
  type: z.string(),
  chars: z.number(),
  /** Lines of a text, fields of an object, elements of an array. */
  parts: z.number(),
  fields: z.array(FIELD),
})

/** What the context turned out to be. */
type Peek = z.infer<typeof PEEK>

/** What a strategy decides by. */
export interface Situation {
  conversation: Conversation
  question: Question
  peek: Peek
}

/** A way to work, one step a turn; a step reads what the blocks before it printed. */
export interface Strategy {
  suits(situation: Situation): boolean
  steps: readonly ((situation: Situation) => string)[]
}

/** The options argument that asks for a plain call where a sub-call would be a nested RLM. */
export function plainCall({ subCalls }: Conversation): RawCode {
  return { raw: subCalls === 'nested' ? ', { recursive: false }' : '' }
}
