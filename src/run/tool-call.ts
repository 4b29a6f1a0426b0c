import { randomUUID } from 'node:crypto'
import { RLMError, throwIfAborted } from '../errors.ts'
import type { SubCallReply, SubCallRequest } from '../sandbox/sandbox.ts'
import { reasonOf } from '../reason.ts'
import type { RunScope } from './scope.ts'
import { span } from './span.ts'

/** The user's tools, as a run calls them. */
export interface Tools {
  names: readonly string[]
  /** Their signatures in TypeScript, for the prompt. */
  signatures(): string
  /** Takes and gives JSON text; `''` for nothing. Rejects with what the model is to read. */
  call(name: string, argument: string, options: { signal: AbortSignal }): Promise<string>
}

/** Where a tool is called from. */
interface ToolCall {
  signal: AbortSignal
  blockId: string
}

/** Calls one of the user's tools for a block. What the journal holds is not done again. */
export async function callTool(scope: RunScope, request: SubCallRequest, call: ToolCall): Promise<SubCallReply> {
  const { tool: name = '', prompt: argument } = request
  const id = randomUUID()
  const startedAt = performance.now()
  let isReplayed = false
  const { text } = await span(scope, {
    start: { type: 'tool-call-start', id, parentId: call.blockId, name, argument },
    work: async () => {
      const key = scope.memory.key('tool', name, argument)
      const known = scope.memory.findAnswer(key)
      isReplayed = known !== undefined
      const { ok, text } = known ?? (await runTool(scope, { name, argument, key, signal: call.signal }))
      if (!ok) throw new RLMError(text, { code: 'tool' })
      return { text }
    },
    end: (outcome, reply) => ({
      type: 'tool-call-end',
      id,
      name,
      text: reply?.text ?? '',
      isReplayed,
      durationMs: performance.now() - startedAt,
      outcome,
    }),
  })
  return { text }
}

interface ToolRun {
  name: string
  argument: string
  key: string
  signal: AbortSignal
}

/** A call that was aborted has no outcome, and nothing of it is recorded. */
async function runTool({ tree, memory }: RunScope, { name, argument, key, signal }: ToolRun): Promise<ToolOutcome> {
  if (tree.tools === undefined) throw new RLMError(`This run has no tool \`${name}\`.`, { code: 'bad-request' })
  memory.assertWritable()
  const outcome = await settle(tree.tools.call(name, argument, { signal }))
  throwIfAborted(signal)
  await memory.keepAnswer({ key, ...outcome })
  return outcome
}

interface ToolOutcome {
  ok: boolean
  text: string
}

async function settle(work: Promise<string>): Promise<ToolOutcome> {
  try {
    return { ok: true, text: await work }
  } catch (error) {
    return { ok: false, text: reasonOf(error) }
  }
}
