import { valued, type Call } from './call.ts'
import type { KindTeller } from './kinds.ts'
import { bare } from './objects.ts'
import { ErrorConstructor, isArray, parseJson } from './primordials.ts'
import { misuse, toolRequest } from './requests.ts'
import { strictJson } from './strict-json.ts'

/** What a block calls a tool with. As a callback of `map`, the tool is handed an index and the array too. */
export interface ToolArguments {
  argument: unknown
  second: unknown
  list: unknown
}

/** A call of one of the user's tools. Throws a `TypeError` where it is not called with one JSON-like value, or none. */
export function toolCall(name: string, { argument, second, list }: ToolArguments, tellKind: KindTeller): Call {
  if (second !== undefined && !(typeof second === 'number' && isArray(list))) {
    throw misuse(`${name} takes one argument; received more. Put them into one object, as in ${name}({ … }).`)
  }
  const json = argument === undefined ? '' : strictJson(argument, `the argument of ${name}`, tellKind)
  return bare({
    request: toolRequest(name, json),
    read: (text: string) => valued(text === '' ? undefined : parseAnswer(name, text)),
  })
}

function parseAnswer(name: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw new ErrorConstructor(`${name} expects JSON from the host and has received none. Go on without it.`)
  }
}
