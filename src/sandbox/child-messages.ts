import * as z from 'zod'
import { CHILD_FRAME_TYPES } from './codes.ts'
import type { Frame } from './frames.ts'
import type { BlockOutcome, ChildMessage } from './protocol.ts'
import { MAX_TOOL_NAME_CHARS, type RequestHead, splitRequest } from './request-text.ts'
import type { SubCallRequest } from './sandbox.ts'
import { WireViolation } from './wire-violation.ts'

/** Longest delay that a timer of Node keeps, in milliseconds. */
const MAX_DELAY_MS = 2 ** 31 - 1
const MAX_DIGITS = 15
/** What the child sends is far below; more would keep the host waiting. */
const MAX_JSON_CHARS = 16 * 1024 * 1024

const position = z.int().min(0).optional()
const text = z.string()
const texts = z.array(text)

const requestHeadSchema: z.ZodType<RequestHead> = z
  .strictObject({
    kind: z.enum(['llm', 'rlm', 'tool', 'budget']),
    promptChars: z.int().min(0),
    contextKind: z.enum(['text', 'json']).optional(),
    model: text.optional(),
    recursive: z.boolean().optional(),
    tool: text.max(MAX_TOOL_NAME_CHARS).optional(),
  })
  .refine(({ kind, tool }) => (kind === 'tool') === (tool !== undefined), 'a call has a `tool` if it is of that kind')

const errorSchema = z.strictObject({
  name: text,
  message: text,
  line: position,
  column: position,
  stack: text.optional(),
  frame: text.optional(),
  hint: text.optional(),
})

const outcomeSchema: z.ZodType<BlockOutcome> = z.strictObject({
  outputTail: text,
  result: text.optional(),
  error: errorSchema.optional(),
  candidate: text.optional(),
  notes: texts,
  variables: texts,
  names: texts,
})

const loadedSchema = z.strictObject({ error: text.optional() })

type Decoder = (frame: Frame) => ChildMessage

const DECODERS: Readonly<Record<ChildMessage['type'], Decoder>> = {
  ready: () => ({ type: 'ready' }),
  'code-cache': ({ text }) => ({ type: 'code-cache', text }),
  loaded: ({ text }) => ({ type: 'loaded', ...parse(loadedSchema, text) }),
  print: ({ id, text }) => ({ type: 'print', id, text }),
  query: ({ id, text }) => ({ type: 'query', id, request: readRequest(text) }),
  waiting: ({ id, text }) => ({ type: 'waiting', id, received: wholeNumber(text) }),
  timer: ({ id, text }) => ({ type: 'timer', id, delayMs: Math.min(wholeNumber(text), MAX_DELAY_MS) }),
  'clear-timer': ({ id }) => ({ type: 'clear-timer', id }),
  final: ({ id, text }) => ({ type: 'final', id, text }),
  done: ({ id, text }) => ({ type: 'done', id, outcome: parse(outcomeSchema, text) }),
}

/** The message of a frame from the child. Throws a `WireViolation` where it is none. */
export function childMessage(frame: Frame): ChildMessage {
  const type = CHILD_FRAME_TYPES[frame.code]
  if (type === undefined) throw new WireViolation('protocol', `an unknown frame (code ${frame.code})`)
  return DECODERS[type](frame)
}

function readRequest(text: string): SubCallRequest {
  const parts = splitRequest(text)
  if (parts === undefined) throw new WireViolation('protocol', 'a model call without its head')
  const { promptChars, contextKind, ...head } = parse(requestHeadSchema, parts.head)
  const prompt = parts.body.slice(0, promptChars)
  const rest = parts.body.slice(promptChars)
  if (prompt.length < promptChars || (contextKind === undefined && rest !== '')) {
    throw new WireViolation('protocol', 'a model call whose texts are longer or shorter than it says')
  }
  return { ...head, prompt, ...(contextKind && { context: { kind: contextKind, text: rest } }) }
}

function parse<Value>(schema: z.ZodType<Value>, json: string): Value {
  if (json.length > MAX_JSON_CHARS) throw new WireViolation('protocol', `JSON of ${json.length} characters`)
  const result = schema.safeParse(parseJson(json))
  if (!result.success) throw new WireViolation('protocol', `a malformed message (${z.prettifyError(result.error)})`)
  return result.data
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new WireViolation('protocol', 'a message that is not JSON')
  }
}

function wholeNumber(digits: string): number {
  if (digits.length > MAX_DIGITS || !/^\d+$/.test(digits)) {
    throw new WireViolation('protocol', `${JSON.stringify(digits.slice(0, 40))} where a whole number belongs`)
  }
  return Number(digits)
}
