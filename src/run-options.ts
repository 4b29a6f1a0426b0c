import type { z } from 'zod'
import { type PreparedContext, prepareContext } from './context/context.ts'
import { checkQuery } from './context/query.ts'
import { assertOptions, RUN_OPTIONS } from './options-schema.ts'
import { ANY_TEXT, type AnswerShape } from './run/answer.ts'
import type { RunEvent } from './run/events.ts'
import { readAnswer } from './schema/answer.ts'
import { checkContext, describeSchema } from './schema/describe-schema.ts'

/** Options of one run. */
export interface RunOptions<Value = string> {
  /** Ends the run: the sandbox is killed and calls in flight are aborted at once. */
  signal?: AbortSignal | undefined
  /** Receives the run's events in order; what it throws becomes a process warning, once, and does not stop the run. */
  onEvent?: ((event: RunEvent) => void) | undefined
  /**
   * What the answer must be. The model is shown it as a TypeScript type; a final that does not fit goes back to it with
   * zod's message, and everything in the REPL stays. `result.value` is what the schema makes of the answer.
   */
  schema?: z.ZodType<Value> | undefined
  /** What the context is: checked before any model is called, and shown to the model as a TypeScript type. */
  contextSchema?: z.ZodType | undefined
  /** File that everything the run pays for is written to; it must not exist yet. See `rlm.resume`. */
  journal?: string | JournalOptions | undefined
}

/** Options of a run in a session; no journal, as it could not bring back what earlier runs have left in the REPL. */
export type SessionRunOptions<Value = string> = Omit<RunOptions<Value>, 'journal'>

/** Where a run's journal is kept. */
export interface JournalOptions {
  /** Path of the file, made with mode 0600; its directory must exist. */
  path: string
  /**
   * What to do when it cannot be written. `'stop'`: nothing more is paid for, and the run rejects with an `RLMError` of
   * code `'storage'`, unless it has its answer. `'continue'`: the run goes on. Default `'stop'`.
   */
  onError?: 'stop' | 'continue' | undefined
}

/** Options of `rlm.resume`: what a journal does not hold. */
export interface ResumeOptions<Value = string> extends Omit<RunOptions<Value>, 'journal'> {
  /** The same as the run began with. */
  context: unknown
  /** The same as the run began with. Default: as the journal says; needed where `redact` kept it out. */
  query?: string | undefined
  /** See `JournalOptions`. */
  onError?: 'stop' | 'continue' | undefined
}

/** A run's arguments, checked. */
export interface RunRequest<Value> {
  query: string
  /** The context as it was given; `undefined` where it is that of an earlier run. */
  given: unknown
  context: PreparedContext
  options: RunOptions<Value>
}

/** Checks the arguments of a run. Throws a `TypeError` for what cannot be used. */
export function checkRun<Value>(
  given: unknown,
  query: string | undefined,
  options: RunOptions<Value>,
): RunRequest<Value> {
  assertOptions(RUN_OPTIONS, options)
  return { query: checkQuery(query), given, context: prepareContext(given), options }
}

/**
 * The same for a run in a session, whose options were checked: over `known`, its newest context, where none is given.
 */
export function checkSessionRun<Value>(
  given: unknown,
  query: string | undefined,
  { options, known }: { options: SessionRunOptions<Value>; known: PreparedContext | undefined },
): RunRequest<Value> {
  const context = given === undefined && known !== undefined ? known : prepareContext(given)
  return { query: checkQuery(query), given, context, options }
}

/** Answer and context as TypeScript types; `undefined` where they may be anything. */
export interface RequestTypes {
  answer: string | undefined
  context: string | undefined
}

/** The types that the model is shown. Throws a `TypeError` where the context does not fit its schema. */
export async function requestTypes({ given, options }: RunRequest<unknown>): Promise<RequestTypes> {
  const { schema, contextSchema } = options
  if (contextSchema !== undefined && given !== undefined) await checkContext(contextSchema, given)
  return {
    answer: schema && describeSchema(schema),
    context: contextSchema && describeSchema(contextSchema, 'contextSchema'),
  }
}

/** What a run's answer must be. */
export function answerShape(schema: z.ZodType | undefined, type: string | undefined): AnswerShape {
  return schema === undefined ? ANY_TEXT : { type, read: (text) => readAnswer(schema, text) }
}
