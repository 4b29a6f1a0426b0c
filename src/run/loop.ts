import type { PreparedContext } from '../context/context.ts'
import { LimitError, RLMError, throwIfAborted } from '../errors.ts'
import { systemPrompt } from '../prompt/system.ts'
import {
  budgetRemark,
  firstMessage,
  lastTurnRemark,
  limitReached,
  turnMessage,
  TURNS_ARE_USED_UP,
} from '../prompt/turn.ts'
import { askWithinWindow } from './compaction.ts'
import { Conversation } from './conversation.ts'
import type { StopReason } from './events.ts'
import { type Dialogue, iterate } from './iteration.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'
import { takeLastTurn, takeTurn, type TurnTools } from './turn.ts'

/** The share of a limit from which on the model is told what is left. */
const TOLD_FROM_SHARE = 0.5

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
 * their outputs, and go on until it gives a final. When the turns are used up, or a limit is reached, one last turn asks
 * for the answer.
 */
export async function runLoop(task: LoopTask, tools: TurnTools): Promise<LoopAnswer> {
  const conversation = openConversation(task, tools.scope)
  const dialogue = { ...tools, role: task.role, conversation }
  const end = await takeTurns(dialogue)
  if ('answer' in end) return end
  conversation.remark(lastTurnRemark(end.why, tools.progress.candidate))
  const answer = await answerLast(dialogue, end)
  return { answer, stopReason: end.stopReason }
}

/** Why a loop needs its last turn. */
interface Cut {
  stopReason: 'max-iterations' | 'limit'
  /** The limit that was reached. */
  limit?: LimitError
  why: string
}

async function takeTurns(dialogue: Dialogue): Promise<LoopAnswer | Cut> {
  const { scope, progress, conversation } = dialogue
  const { maxIterations } = scope.tree
  try {
    while (progress.iterations < maxIterations) {
      progress.iterations += 1
      const turn = await askWithinWindow(dialogue, () => iterate(dialogue, { isLast: false, take: takeTurn }))
      if (turn.final !== undefined) return { answer: turn.final, stopReason: 'final' }
      conversation.add(turn.reply.text, turnMessage({ ...turn, budget: budgetLine(scope) }), turn.reply.usage)
    }
    return { stopReason: 'max-iterations', why: TURNS_ARE_USED_UP }
  } catch (error) {
    // What ends a nested run is for the run above it, whose last turn it is to take.
    if (!(error instanceof LimitError) || scope.depth > 0) throw error
    return { stopReason: 'limit', limit: error, why: limitReached(error.limit) }
  }
}

/** @throws LimitError where a limit is reached and the last turn cannot be had, either. */
async function answerLast(dialogue: Dialogue, { limit }: Cut): Promise<string> {
  try {
    const take = { isLast: true, take: takeLastTurn }
    const answer = await askWithinWindow(dialogue, () => iterate(dialogue, take))
    if (answer !== undefined) return answer
  } catch (error) {
    throwIfAborted(dialogue.scope.signal)
    throw limit ?? error
  }
  throw limit ?? noAnswer(dialogue.scope.tree.maxIterations)
}

function openConversation({ query, context }: LoopTask, { depth, tree }: RunScope): Conversation {
  const system = systemPrompt({
    subCalls: subCallsAt(depth, tree.maxDepth),
    isLimited: tree.budget.isLimited,
    customPrompt: depth === 0 ? tree.customPrompt : undefined,
  })
  return new Conversation(system, firstMessage(query, context))
}

/** Told when half of a limit is used up: until then, messages need no more than what has happened. */
function budgetLine({ tree }: RunScope): string | undefined {
  return tree.budget.shareUsed() < TOLD_FROM_SHARE ? undefined : budgetRemark(tree.budget.report())
}

function noAnswer(maxIterations: number): RLMError {
  return new RLMError(
    `A run must end in an answer; after ${maxIterations} turns (\`maxIterations\`) the last turn brought none. Allow more turns, or ask for less.`,
    { code: 'no-answer' },
  )
}
