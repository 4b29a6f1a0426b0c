import { randomUUID } from 'node:crypto'
import type { PreparedContext } from '../context/context.ts'
import { RLMError } from '../errors.ts'
import type { ChatMessage } from '../model/client.ts'
import { systemPrompt } from '../prompt/system.ts'
import { firstMessage, lastTurnRemark, turnMessage } from '../prompt/turn.ts'
import { type ArrivingReply, askRoot, type RootCall } from './arriving-reply.ts'
import type { StopReason } from './events.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'
import { span } from './span.ts'
import { type IterationTools, takeLastTurn, takeTurn, type Turn, type TurnTools } from './turn.ts'

/** What a loop is to do. */
export interface LoopTask {
  query: string
  context: PreparedContext
  /** The root LM of this loop. */
  role: ModelRole
}

/** A loop's answer. */
export interface LoopAnswer {
  answer: string
  stopReason: StopReason
}

/**
 * The root loop (arXiv 2512.24601, algorithm 1): ask the root LM, run the blocks of its reply as they arrive, report
 * their outputs, and go on until it gives a final. When the turns are used up, one last turn asks for the answer. The
 * conversation only ever grows at its end, so that providers can cache it.
 */
export async function runLoop(task: LoopTask, tools: TurnTools): Promise<LoopAnswer> {
  const { scope, progress } = tools
  const { maxIterations } = scope.tree
  const conversation = openConversation(task, scope)
  const ask = (iteration: Iteration): ArrivingReply => askRoot(scope, { ...iteration, role: task.role, conversation })
  while (progress.iterations < maxIterations) {
    progress.iterations += 1
    const turn = await iterate(tools, { isLast: false, ask, take: takeTurn })
    if (turn.final !== undefined) return { answer: turn.final, stopReason: 'final' }
    if (progress.iterations === maxIterations) turn.remarks.push(lastTurnRemark(progress.candidate))
    report(turn, conversation)
  }
  const answer = await iterate(tools, { isLast: true, ask, take: takeLastTurn })
  if (answer === undefined) throw noAnswer(maxIterations)
  return { answer, stopReason: 'max-iterations' }
}

type Iteration = Pick<RootCall, 'parentId' | 'signal'>

interface IterationTask<Value> {
  isLast: boolean
  ask: (iteration: Iteration) => ArrivingReply
  take: (arriving: ArrivingReply, tools: IterationTools) => Promise<Value>
}

function openConversation({ query, context }: LoopTask, { depth, tree }: RunScope): ChatMessage[] {
  const system = systemPrompt({
    subCalls: subCallsAt(depth, tree.maxDepth),
    customPrompt: depth === 0 ? tree.customPrompt : undefined,
  })
  return [
    { role: 'system', content: system },
    { role: 'user', content: firstMessage(query, context) },
  ]
}

/** One call of the root LM and what is made of its reply; ends when both have, and takes a failed one with the other. */
function iterate<Value>(tools: TurnTools, { isLast, ask, take }: IterationTask<Value>): Promise<Value> {
  const { scope, progress } = tools
  const id = randomUUID()
  const iteration = progress.iterations + (isLast ? 1 : 0)
  const ended = new AbortController()
  return span(scope, {
    start: { type: 'iteration-start', id, parentId: scope.id, iteration, isLast },
    work: async () => {
      const arriving = ask({ parentId: id, signal: AbortSignal.any([scope.signal, ended.signal]) })
      try {
        return await take(arriving, { ...tools, iterationId: id })
      } finally {
        ended.abort()
        await arriving.whole.catch(() => {})
      }
    },
    end: (outcome) => ({ type: 'iteration-end', id, iteration, outcome }),
  })
}

function report(turn: Turn, conversation: ChatMessage[]): void {
  conversation.push({ role: 'assistant', content: turn.reply }, { role: 'user', content: turnMessage(turn) })
}

function noAnswer(maxIterations: number): RLMError {
  return new RLMError(
    `A run must end in an answer; after ${maxIterations} turns (\`maxIterations\`) the last turn brought none. Allow more turns, or ask for less.`,
    { code: 'no-answer' },
  )
}
