import type { PreparedContext } from '../context/context.ts'
import { RLMError } from '../errors.ts'
import type { ChatMessage, ModelReply } from '../model/client.ts'
import { systemPrompt } from '../prompt/system.ts'
import { firstMessage, lastTurnRemark, turnMessage } from '../prompt/turn.ts'
import type { StopReason } from './events.ts'
import { callModel } from './model-call.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'
import { takeLastTurn, takeTurn, type Turn, type TurnTools } from './turn.ts'

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
 * The root loop (arXiv 2512.24601, algorithm 1): ask the root LM, run the blocks of its reply, report their outputs,
 * and go on until it gives a final. When the turns are used up, one last turn asks for the answer. The conversation
 * only ever grows at its end, so that providers can cache it.
 */
export async function runLoop(task: LoopTask, tools: TurnTools): Promise<LoopAnswer> {
  const { scope, repl, progress } = tools
  const { maxIterations } = scope.tree
  const conversation = openConversation(task, scope)
  while (progress.iterations < maxIterations) {
    const iteration = ++progress.iterations
    scope.emit({ type: 'iteration-start', iteration })
    const [reply] = await Promise.all([askRoot(conversation, task.role, scope), repl.ready()])
    const turn = await takeTurn(reply, tools)
    scope.emit({ type: 'iteration-end', iteration })
    if (turn.final !== undefined) return { answer: turn.final, stopReason: 'final' }
    if (iteration === maxIterations) turn.remarks.push(lastTurnRemark(progress.candidate))
    report(turn, reply, conversation)
  }
  const answer = await takeLastTurn(await askRoot(conversation, task.role, scope), tools)
  if (answer === undefined) throw noAnswer(maxIterations)
  return { answer, stopReason: 'max-iterations' }
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

/** Sends a copy: a client may keep what it was given, and the conversation goes on growing. */
function askRoot(conversation: readonly ChatMessage[], role: ModelRole, scope: RunScope): Promise<ModelReply> {
  return callModel(scope, { ...role, role: 'root', messages: [...conversation], signal: scope.signal })
}

function report(turn: Turn, reply: ModelReply, conversation: ChatMessage[]): void {
  conversation.push({ role: 'assistant', content: reply.text }, { role: 'user', content: turnMessage(turn) })
}

function noAnswer(maxIterations: number): RLMError {
  return new RLMError(
    `A run must end in an answer; after ${maxIterations} turns (\`maxIterations\`) the last turn brought none. Allow more turns, or ask for less.`,
    { code: 'no-answer' },
  )
}
