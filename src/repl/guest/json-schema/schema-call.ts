import { valued, type Call, type Reading } from '../call.ts'
import { bare } from '../objects.ts'
import { ErrorConstructor, stringSlice, stringTrim } from '../primordials.ts'
import type { Request } from '../requests.ts'
import { parseReply } from './reply.ts'
import type { Schema } from './schema.ts'
import { violationOf } from './validate.ts'
import { preview } from './violation.ts'

/** A call whose value is data that fits a schema. A reply that does not is sent back once, with what is wrong. */
export function schemaCall(request: Request, schema: Schema): Call {
  const prompt = `${request.prompt}\n\n${INSTRUCTION}\n${schema.json}`
  const asked: Request = bare({ ...request, prompt })
  const again = (reply: string, fault: string): Reading =>
    bare({ value: undefined, again: secondCall(asked, schema, reply, fault) })
  return bare({ request: asked, read: (reply: string) => readReply(schema, reply, again) })
}

const INSTRUCTION = 'Answer with JSON alone, no prose, no fences, that fits this JSON Schema:'

function secondCall(asked: Request, schema: Schema, reply: string, fault: string): Call {
  const prompt = `${asked.prompt}\n\nYour last reply was:\n${clipped(reply)}\n\nIt does not fit: ${fault}. ${AGAIN}`
  return bare({
    request: bare({ ...asked, prompt }),
    read: (second: string) =>
      readReply(schema, second, (_, fault) => {
        throw new ErrorConstructor(`the reply does not fit \`schema\`, nor did the one before: ${fault}.`)
      }),
  })
}

const AGAIN = 'Answer again, with the corrected JSON alone.'

type OnUnfit = (reply: string, fault: string) => Reading

/** A schema for text takes the reply as it stands, too: models seldom put a single word into quotes. */
function readReply({ root }: Schema, reply: string, onUnfit: OnUnfit): Reading {
  const parsed = parseReply(reply)
  const fault = parsed ? violationOf(root, parsed.value) : NO_JSON + preview(reply)
  if (parsed && fault === undefined) return valued(parsed.value)
  const text = stringTrim(reply)
  const fits = violationOf(root, text) === undefined && asksForText(root)
  return fits ? valued(text) : onUnfit(reply, fault ?? '')
}

/** Most schemas without a type take any text, because they are about something else. */
function asksForText(root: Schema['root']): boolean {
  const takes = (value: unknown): boolean => violationOf(root, value) === undefined
  return !takes(null) && !takes(true) && !takes(0)
}

const NO_JSON = '`$` must be JSON alone (`JSON`); received '

const MAX_SENT_BACK = 10_000

function clipped(reply: string): string {
  if (reply.length <= MAX_SENT_BACK) return reply
  return `${stringSlice(reply, 0, MAX_SENT_BACK)}… (${reply.length - MAX_SENT_BACK} more characters)`
}
