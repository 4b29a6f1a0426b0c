import * as z from 'zod'
import type { RLMErrorCode } from '../errors.ts'
import { parseJson } from '../jsonl/parse-json.ts'
import { replySchema, tokensSchema } from './reply-schema.ts'
import type { JournalEntry, JournalHeader } from './storage.ts'

/** The version of the format that is written, and the newest that can be read. */
export const JOURNAL_VERSION = 1

/** A run was resumed here: what follows is of another process, which forgot the failures that no model had been told of. */
interface ResumeMark {
  type: 'resume'
}

/** Any line of a journal after its first that this version knows. */
export type JournalLine = JournalEntry | ResumeMark

/** The first line of a journal. */
export const journalHeaderSchema: z.ZodType<JournalHeader> = z.object({
  type: z.literal('journal'),
  version: z.literal(JOURNAL_VERSION),
  library: z.string(),
  runId: z.string(),
  createdAt: z.string(),
  query: z.string(),
  queryHash: z.string(),
  contextHash: z.string(),
  settings: z.record(z.string(), z.string()),
})

/** A later library may know more codes, and is read all the same. */
const code = z.custom<RLMErrorCode>((value) => typeof value === 'string')

/** Within what a `Date` can hold, whatever the block waits for. */
const clockMs = z.int().min(0).max(8e15)

const redacted = z.literal(true).optional()

/** Any later line; fields that it does not know are left out. */
const journalLineSchema: z.ZodType<JournalLine> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('reply'),
    key: z.string(),
    scope: z.string(),
    role: z.enum(['root', 'summary', 'sub-call']),
    reply: replySchema,
    cost: z.object({ usage: tokensSchema, costUsd: z.number().nullable() }).optional(),
    isPartial: z.literal(true).optional(),
    failure: z.object({ code, message: z.string() }).optional(),
    redacted,
  }),
  z.object({
    type: z.literal('answer'),
    key: z.string(),
    scope: z.string(),
    ok: z.boolean(),
    text: z.string(),
    code: code.optional(),
    redacted,
  }),
  z.object({ type: z.literal('block'), key: z.string(), nowMs: clockMs, seed: z.uint32() }),
  z.object({ type: z.literal('delivery'), key: z.string(), id: z.number() }),
  z.object({ type: z.literal('end'), answer: z.string().optional(), code: code.optional(), redacted }),
  z.object({ type: z.literal('resume') }),
])

const KNOWN_TYPES = new Set<unknown>(['reply', 'answer', 'block', 'delivery', 'end', 'resume'])

const typedSchema = z.object({ type: z.string() })

/** One line of the file, without its end. */
export function formatLine(line: JournalHeader | JournalLine): string {
  return JSON.stringify(line)
}

/** What a later line says: `'unknown'` for a type that a later version of this library writes, `'torn'` for no line. */
export function parseLine(bytes: Buffer): JournalLine | 'unknown' | 'torn' {
  const value = parseJson(bytes)
  const line = journalLineSchema.safeParse(value)
  if (line.success) return line.data
  const typed = typedSchema.safeParse(value)
  return typed.success && !KNOWN_TYPES.has(typed.data.type) ? 'unknown' : 'torn'
}
