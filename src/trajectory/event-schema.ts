import { z } from 'zod'
import type { RunEvent } from '../run/events.ts'
import { LEFT_OUT, type LeftOutField } from './left-out.ts'
import { codeSchema, messagesSchema, storedMessagesSchema, storedTextSchema } from './schema.ts'
import { storedTokensSchema, tokensSchema, usageFields } from './usage-schema.ts'

/** What stands for a text, an id, a list of messages and the tokens of a call: in a file they are stored in less space. */
interface Notation<
  Text extends z.ZodType,
  Id extends z.ZodType,
  Messages extends z.ZodType = z.ZodType,
  Tokens extends z.ZodType = z.ZodType,
> {
  text: Text
  id: Id
  messages: Messages
  tokens: Tokens
}

/** Fields that a later version adds are left out. */
function eventSchema<
  Text extends z.ZodType,
  Id extends z.ZodType,
  Messages extends z.ZodType,
  Tokens extends z.ZodType,
>(notation: Notation<Text, Id, Messages, Tokens>) {
  return z.discriminatedUnion('type', [
    ...runSchemas(notation),
    ...modelCallSchemas(notation),
    ...blockSchemas(notation),
    ...callSchemas(notation),
    ...noteSchemas(notation),
  ])
}

const stopReason = z.enum(['final', 'max-iterations', 'limit', 'direct'])

const outcomeOf = <Text extends z.ZodType>(text: Text) =>
  z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), code: codeSchema, message: text })])

const baseOf = <Id extends z.ZodType>(id: Id) => ({ runId: id, depth: z.int(), atMs: z.number() })

type Parts<Text extends z.ZodType, Id extends z.ZodType> = Pick<Notation<Text, Id>, 'text' | 'id'>

function runSchemas<Text extends z.ZodType, Id extends z.ZodType>({ text, id }: Parts<Text, Id>) {
  const base = baseOf(id)
  const outcome = outcomeOf(text)
  return [
    z.object({
      ...base,
      type: z.literal('run-start'),
      id,
      parentId: id.optional(),
      query: text,
      context: text,
      contextChars: z.int(),
      contextPreview: text,
      contextHash: z.string().optional(),
      model: text,
    }),
    z.object({
      ...base,
      type: z.literal('run-end'),
      id,
      answer: text.optional(),
      stopReason: stopReason.optional(),
      outcome,
      usage: z.object(usageFields(text)),
    }),
    z.object({
      ...base,
      type: z.literal('iteration-start'),
      id,
      parentId: id,
      iteration: z.int(),
      isLast: z.boolean(),
    }),
    z.object({ ...base, type: z.literal('iteration-end'), id, iteration: z.int(), outcome }),
  ] as const
}

const callRole = z.enum(['root', 'summary', 'sub-call'])

function modelCallSchemas<
  Text extends z.ZodType,
  Id extends z.ZodType,
  Messages extends z.ZodType,
  Tokens extends z.ZodType,
>({ text, id, messages, tokens }: Notation<Text, Id, Messages, Tokens>) {
  const base = baseOf(id)
  const outcome = outcomeOf(text)
  return [
    z.object({
      ...base,
      type: z.literal('model-call-start'),
      id,
      parentId: id,
      role: callRole,
      model: text,
      promptChars: z.int(),
      messages,
    }),
    z.object({ ...base, type: z.literal('model-call-delta'), id, text }),
    z.object({ ...base, type: z.literal('model-call-retry'), id, attempt: z.int(), delayMs: z.number(), outcome }),
    z.object({
      ...base,
      type: z.literal('model-call-end'),
      id,
      role: callRole,
      text,
      source: z.enum(['model', 'call-in-flight', 'cache', 'journal']),
      usage: tokens.optional(),
      costUsd: z.number().nullable().optional(),
      durationMs: z.number(),
      outcome,
    }),
  ] as const
}

function blockResultOf<Text extends z.ZodType>(text: Text) {
  const place = z.number().optional()
  return z.object({
    stdout: text,
    result: text.optional(),
    error: z
      .object({
        name: text,
        message: text,
        line: place,
        column: place,
        stack: text.optional(),
        frame: text.optional(),
        hint: text.optional(),
      })
      .optional(),
    final: text.optional(),
    candidate: text.optional(),
    notes: z.array(text),
    variables: z.array(text),
    durationMs: z.number(),
    lost: z
      .object({
        reason: z.enum(['time', 'memory', 'flood', 'protocol', 'exit', 'closed']),
        message: text,
        variables: z.array(text),
      })
      .optional(),
  })
}

function blockSchemas<Text extends z.ZodType, Id extends z.ZodType>({ text, id }: Parts<Text, Id>) {
  const base = baseOf(id)
  const place = { iteration: z.int(), index: z.int() }
  const result = blockResultOf(text).optional()
  return [
    z.object({ ...base, type: z.literal('block-start'), id, parentId: id, ...place, source: text }),
    z.object({ ...base, type: z.literal('block-output'), id, text }),
    z.object({ ...base, type: z.literal('block-end'), id, ...place, result, outcome: outcomeOf(text) }),
  ] as const
}

function callSchemas<Text extends z.ZodType, Id extends z.ZodType>({ text, id }: Parts<Text, Id>) {
  const base = baseOf(id)
  const end = { ...base, id, text, durationMs: z.number(), outcome: outcomeOf(text) }
  return [
    z.object({
      ...base,
      type: z.literal('sub-call-start'),
      id,
      parentId: id,
      kind: z.enum(['llm', 'rlm']),
      recursive: z.boolean(),
      prompt: text,
      contextChars: z.int().optional(),
    }),
    z.object({ ...end, type: z.literal('sub-call-end') }),
    z.object({ ...base, type: z.literal('tool-call-start'), id, parentId: id, name: text, argument: text }),
    z.object({ ...end, type: z.literal('tool-call-end'), name: text, isReplayed: z.boolean() }),
  ] as const
}

function noteSchemas<Text extends z.ZodType, Id extends z.ZodType>({ text, id }: Parts<Text, Id>) {
  const base = baseOf(id)
  const tokens = z.number()
  return [
    z.object({ ...base, type: z.literal('sandbox-restart'), reason: text }),
    z.object({ ...base, type: z.literal('compaction-start'), id, parentId: id, tokens }),
    z.object({ ...base, type: z.literal('compaction-end'), id, tokens, summary: text, outcome: outcomeOf(text) }),
    z.object({
      ...base,
      type: z.literal('limit'),
      limit: z.enum(['costUsd', 'tokens', 'calls', 'durationMs', 'errors']),
      allowed: z.number(),
      spent: z.number(),
    }),
    z.object({ ...base, type: z.literal('replay-divergence'), message: text }),
    z.object({
      ...base,
      type: z.literal('storage-error'),
      storage: z.enum(['cache', 'journal', 'trajectory']),
      message: text,
    }),
    z.object({ ...base, type: z.literal('final'), answer: text, source: z.enum(['code', 'text', 'last-turn']) }),
  ] as const
}

/** An event as the listeners of a run are told it. */
export const runEventSchema: z.ZodType<RunEvent> = eventSchema({
  text: z.string(),
  id: z.string(),
  messages: messagesSchema,
  tokens: tokensSchema,
})

const wholeLineSchema = eventSchema({
  text: storedTextSchema,
  id: z.int(),
  messages: storedMessagesSchema,
  tokens: storedTokensSchema,
})

/** An event as a line of a trajectory says it, without what follows from the lines before it. */
export type StoredEvent = LineOf<z.infer<typeof wholeLineSchema>>

type LineOf<Event extends { type: RunEvent['type'] }> = Event extends { type: infer Type extends RunEvent['type'] }
  ? Omit<Event, LeftOutField<Type>> & Partial<Pick<Event, LeftOutField<Type> & keyof Event>>
  : never

/**
 * An event as a line of a trajectory says it: long texts by reference, ids as numbers of the file, and without what
 * `LEFT_OUT` names where that follows from the lines before. A call's `costUsd` is `null` where only `usage` is there.
 */
export const storedEventSchema: z.ZodType<StoredEvent> = z.discriminatedUnion(
  'type',
  wholeLineSchema.options.map(lineSchema) as typeof wholeLineSchema.options,
)

function lineSchema({ shape }: (typeof wholeLineSchema.options)[number]): z.ZodObject {
  const fields: Record<string, z.ZodType> = { ...shape }
  for (const field of LEFT_OUT[shape.type.value]) fields[field] = fields[field]?.optional() ?? z.unknown()
  return z.object(fields)
}
