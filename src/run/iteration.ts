import { randomUUID } from 'node:crypto'
import { type ArrivingReply, askRoot } from './arriving-reply.ts'
import type { Conversation } from './conversation.ts'
import type { ModelRole } from './scope.ts'
import { span } from './span.ts'
import type { IterationTools, TurnTools } from './turn.ts'

/** Everything that the turns of a loop are taken with. */
export interface Dialogue extends TurnTools {
  role: ModelRole
  conversation: Conversation
}

/** What an iteration does with its reply. */
interface IterationTask<Value> {
  isLast: boolean
  take: (arriving: ArrivingReply, tools: IterationTools) => Promise<Value>
}

/** One call of the root LM and what is made of its reply. Ends when both have: a failure of one ends the other. */
export function iterate<Value>(dialogue: Dialogue, { isLast, take }: IterationTask<Value>): Promise<Value> {
  const { scope, progress, role, conversation } = dialogue
  const id = randomUUID()
  const iteration = progress.iterations + (isLast ? 1 : 0)
  const ended = new AbortController()
  const signal = AbortSignal.any([scope.signal, ended.signal])
  return span(scope, {
    start: { type: 'iteration-start', id, parentId: scope.id, iteration, isLast },
    work: async () => {
      const { messages } = conversation
      const arriving = askRoot(scope, { role, parentId: id, messages, isLast, signal })
      try {
        return await take(arriving, { ...dialogue, iterationId: id, isLast })
      } finally {
        ended.abort()
        await arriving.whole.catch(() => {})
        tellLimit(dialogue)
      }
    },
    end: (outcome) => ({ type: 'iteration-end', id, iteration, outcome }),
  })
}

/** Once, and by the root run alone: a limit is the whole tree's. */
function tellLimit({ scope, progress }: Dialogue): void {
  const { reached } = scope.tree.budget
  if (reached === undefined || scope.depth > 0 || progress.limitTold) return
  progress.limitTold = true
  const { limit, allowed, spent } = reached
  scope.emit({ type: 'limit', limit, allowed, spent })
}
