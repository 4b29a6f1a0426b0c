import { z } from 'zod'
import { CHILD_FRAME_TYPES } from './codes.ts'
import type { Frame } from './frames.ts'
import type { BlockOutcome, ChildMessage } from './protocol.ts'
import type { SubCallRequest } from './sandbox.ts'
import { WireViolation } from './wire-violation.ts'

/** Longest delay that a timer of Node keeps, in milliseconds. */
const MAX_DELAY_MS = 2 ** 31 - 1
const MAX_DIGITS = 15

const position = z.int().min(0).optional()
const text = z.string()
const texts = z.array(text)

const requestSchema: z.ZodType<SubCallRequest> = z.strictObject({
  kind: z.enum(['llm', 'rlm']),
  prompt: text,
  context: z.strictObject({ kind: z.enum(['text', 'json']), text }).optional(),
  model: text.optional(),
  recursive: z.boolean().optional(),
})

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
  loaded: ({ text }) => ({ type: 'loaded', ...parse(loadedSchema, text) }),
  print: ({ id, text }) => ({ type: 'print', id, text }),
  query: ({ id, text }) => ({ type: 'query', id, request: parse(requestSchema, text) }),
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

function parse<Value>(schema: z.ZodType<Value>, json: string): Value {
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
