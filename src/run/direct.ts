import { randomUUID } from 'node:crypto'
import { RLMError } from '../errors.ts'
import type { ChatMessage } from '../model/client.ts'
import { answerMisfit } from '../prompt/turn.ts'
import type { Answer, AnswerShape } from './answer.ts'
import { type CallReply, callModel } from './model-call.ts'
import type { ModelRole, RunScope } from './scope.ts'
import { span } from './span.ts'
import type { Progress } from './turn.ts'

/** A query and its context as one plain request. */
export interface DirectTask {
  messages: readonly ChatMessage[]
  role: ModelRole
  shape: AnswerShape
}

/** The first reply, and one more where that does not fit. */
const ATTEMPTS = 2

/** Answers by a plain call; `undefined` where the model cannot answer so, and an RLM has to. */
export async function answerDirectly(
  scope: RunScope,
  { messages, role, shape }: DirectTask,
  progress: Progress,
): Promise<Answer | undefined> {
  const said = [...messages]
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const reply = await askPlainly(scope, { messages: said, role, attempt })
    if (reply === undefined) return undefined
    const { text } = reply
    progress.lastText = text
    const reading = await shape.read(text)
    if (reading.ok) {
      scope.emit({ type: 'final', answer: text, source: 'text' })
      return { text, value: reading.value }
    }
    said.push({ role: 'assistant', content: text }, { role: 'user', content: answerMisfit(reading.problem) })
  }
  return undefined
}

interface PlainCall {
  messages: readonly ChatMessage[]
  role: ModelRole
  attempt: number
}

/** `undefined` for a reply that is cut, empty or too long to ask for. */
async function askPlainly(scope: RunScope, { messages, role, attempt }: PlainCall): Promise<CallReply | undefined> {
  const id = randomUUID()
  const iteration = attempt + 1
  try {
    const reply = await span(scope, {
      start: { type: 'iteration-start', id, parentId: scope.id, iteration, isLast: false },
      work: () =>
        callModel(scope, { ...role, role: 'root', parentId: id, messages: [...messages], signal: scope.signal }),
      end: (outcome) => ({ type: 'iteration-end', id, iteration, outcome }),
    })
    return reply.finishReason === 'length' || reply.text.trim() === '' ? undefined : reply
  } catch (error) {
    if (error instanceof RLMError && error.code === 'context-length') return undefined
    throw error
  }
}
