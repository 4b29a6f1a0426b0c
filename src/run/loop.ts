import type { PreparedContext } from '../context/context.ts'
import { LimitError, RLMError, throwIfAborted } from '../errors.ts'
import { firstMessage, type FirstMessageFacts } from '../prompt/first-message.ts'
import { systemPrompt } from '../prompt/system.ts'
import { budgetRemark, lastTurnRemark, limitReached, turnMessage, TURNS_ARE_USED_UP } from '../prompt/turn.ts'
import { askWithinWindow } from './compaction.ts'
import { Conversation } from './conversation.ts'
import type { Answer } from './answer.ts'
import type { StopReason } from './events.ts'
import { type Dialogue, iterate } from './iteration.ts'
import { remembered } from './remembered.ts'
import { type ModelRole, type RunScope, subCallsAt } from './scope.ts'
import { type Progress, takeLastTurn, takeTurn, type TurnTools } from './turn.ts'

/** The share of a limit from which on the model is told what is left. */
const TOLD_FROM_SHARE = 0.5

/** The forced last turn, and one more where its answer does not fit. */
const LAST_TURNS = 2

/** What a loop is to do. */
export interface LoopTask {
  query: string
  context: PreparedContext
  /** What the first message says of it besides. */
  facts: FirstMessageFacts
  /** The root LM of this loop. */
  role: ModelRole
}

/** A loop's answer. */
export interface LoopAnswer {
  answer: Answer
  stopReason: StopReason
}

/**
 * The root loop (arXiv 2512.24601, algorithm 1): ask the root LM, run the blocks of its reply as they arrive, report
 * their outputs, and go on until it gives a final. When the turns are used up, or a limit is reached, one last turn asks
 * for the answer.
 */
export async function runLoop(task: LoopTask, tools: TurnTools): Promise<LoopAnswer> {
  const conversation = openConversation(task, tools)
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
      const budget = budgetLine(scope)
      conversation.add(turn.reply.text, turnMessage({ ...turn, budget }), turn.reply.usage)
    }
    return { stopReason: 'max-iterations', why: TURNS_ARE_USED_UP }
  } catch (error) {
    // What ends a nested run is for the run above it, whose last turn it is to take.
    if (!(error instanceof LimitError) || scope.depth > 0) throw error
    return { stopReason: 'limit', limit: error, why: limitReached(error.limit) }
  }
}

/**
 * @throws LimitError where a limit is reached and the last turn cannot be had, either.
 * @throws RLMError with code `'no-answer'` or `'invalid-answer'` where it brings none that counts.
 */
async function answerLast(dialogue: Dialogue, { limit }: Cut): Promise<Answer> {
  const { scope, progress, conversation } = dialogue
  try {
    for (let turns = 0; turns < LAST_TURNS; turns += 1) {
      const take = { isLast: true, take: takeLastTurn }
      const { reply, final, remarks } = await askWithinWindow(dialogue, () => iterate(dialogue, take))
      if (final !== undefined) return final
      if (remarks.length === 0) break
      conversation.add(reply.text, remarks.join('\n\n'), reply.usage)
    }
  } catch (error) {
    throwIfAborted(scope.signal)
    throw limit ?? error
  }
  throw limit ?? noAnswer(scope.tree.maxIterations, progress)
}

function openConversation(task: LoopTask, { scope, shape }: TurnTools): Conversation {
  const { depth, tree, memory } = scope
  const isLimited = remembered(memory, 'is limited', () => String(tree.budget.isLimited))
  const system = systemPrompt({
    subCalls: subCallsAt(depth, tree.maxDepth),
    isLimited: isLimited === 'true',
    customPrompt: depth === 0 ? tree.customPrompt : undefined,
    tools: tree.tools?.signatures(),
    answerType: shape.type,
  })
  return new Conversation(system, firstMessage(task.query, task.context, task.facts))
}

/** Told when half of a limit is used up: until then, messages need no more than what has happened. */
function budgetLine({ tree, memory }: RunScope): string | undefined {
  const line = remembered(memory, 'budget line', () =>
    tree.budget.shareUsed() < TOLD_FROM_SHARE ? '' : budgetRemark(tree.budget.report()),
  )
  return line === '' ? undefined : line
}

function noAnswer(maxIterations: number, { misfit }: Progress): RLMError {
  if (misfit !== undefined) {
    return new RLMError(
      `An answer must fit the \`schema\`; after ${maxIterations} turns (\`maxIterations\`) the last one did not: ${misfit.problem} Allow more turns, or ask for less.`,
      { code: 'invalid-answer' },
    )
  }
  return new RLMError(
    `A run must end in an answer; after ${maxIterations} turns (\`maxIterations\`) the last turn brought none. Allow more turns, or ask for less.`,
    { code: 'no-answer' },
  )
}
