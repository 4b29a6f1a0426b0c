import type { z } from 'zod'
import type { RLMOptions } from '../index.ts'
import type { AskFlags } from './ask-flags.ts'
import { readContext } from './read-context.ts'
import { readSchema } from './read-schema.ts'
import { readText } from './read-text.ts'
import { UsageError } from './usage-error.ts'

/** What is asked, with everything that the flags name read. */
export interface AskRequest {
  context: unknown
  /** Undefined where the context itself asks, and where a journal knows it. */
  query: string | undefined
  schema: z.ZodType | undefined
  customPrompt: string | undefined
}

/** Reads what the command line names. Throws a `UsageError` where it cannot be used. */
export async function readRequest(question: string | undefined, flags: AskFlags): Promise<AskRequest> {
  const [context, schema, customPrompt] = await Promise.all([
    readContext(flags.context ?? []),
    flags.schema === undefined ? undefined : readSchema(flags.schema),
    flags.prompt === undefined ? undefined : readText(flags.prompt, '--prompt'),
  ])
  if (context !== undefined) return { context, query: question, schema, customPrompt }
  if (question !== undefined) return { context: question, query: undefined, schema, customPrompt }
  throw new UsageError(
    'A question or a context must be given; received neither. Ask `rlm ask "question" -c FILE`, or see `rlm ask --help`.',
  )
}

/** The options of the library that the flags stand for. */
export function rlmOptions(flags: AskFlags, { customPrompt }: AskRequest): RLMOptions {
  return {
    model: flags.model,
    recursiveModel: flags.recursiveModel,
    baseURL: flags.baseUrl,
    maxDepth: flags.maxDepth,
    maxIterations: flags.maxIterations,
    limits: flags.maxCost === undefined ? undefined : { costUsd: flags.maxCost },
    customPrompt,
    trajectory: flags.log,
  }
}
