import { plainCall, type Call } from './call.ts'
import type { KindTeller } from './kinds.ts'
import { bare, isObject } from './objects.ts'
import { isArray, ownNames } from './primordials.ts'
import { llmRequest, misuse } from './requests.ts'
import { schemaCall } from './json-schema/schema-call.ts'
import { readSchema, type Schema } from './json-schema/schema.ts'

/** The options of `llm_query` and its kin. */
export interface CallOptions {
  model: string | undefined
  recursive: boolean | undefined
  schema: Schema | undefined
}

const NO_OPTIONS: CallOptions = bare({ model: undefined, recursive: undefined, schema: undefined })

/** What the options are read for. */
export interface OptionsReading {
  caller: string
  /** As a callback of `map`, the call is handed an index and the array: no options. */
  list: unknown
  tellKind: KindTeller
}

/** Reads the options of a call. */
export function readOptions(options: unknown, { caller, list, tellKind }: OptionsReading): CallOptions {
  if (options === undefined || options === null || (typeof options === 'number' && isArray(list))) return NO_OPTIONS
  if (!isObject(options) || isArray(options)) {
    throw misuse(`${caller} takes options as an object { model?, recursive?, schema? }; received ${typeof options}.`)
  }
  const { model, recursive, schema } = bare({ ...options }) as Record<string, unknown>
  rejectUnknown(options, caller)
  if (model !== undefined && typeof model !== 'string') throw misuse(`${caller}: \`model\` must be a string.`)
  if (recursive !== undefined && typeof recursive !== 'boolean')
    throw misuse(`${caller}: \`recursive\` must be a boolean.`)
  return bare({ model, recursive, schema: schema === undefined ? undefined : readSchema(schema, caller, tellKind) })
}

function rejectUnknown(options: object, caller: string): void {
  const names = ownNames(options)
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] ?? ''
    if (name === 'model' || name === 'recursive' || name === 'schema') continue
    const isSchema = name === 'type' || name === 'properties' || name === '$schema'
    const remedy = isSchema ? 'Pass a JSON Schema as in { schema: { … } }.' : 'Leave it out.'
    throw misuse(`${caller} knows the options \`model\`, \`recursive\` and \`schema\`; received \`${name}\`. ${remedy}`)
  }
}

/** The call of a model with one prompt. */
export function llmCall(prompt: string, { model, recursive, schema }: CallOptions): Call {
  const request = llmRequest(prompt, model, recursive)
  return schema ? schemaCall(request, schema) : plainCall(request)
}
