import * as z from 'zod'
import { RLMError } from '../errors.ts'
import { failingAs } from './failing-as.ts'

const LONGEST_SHOWN = 200
const LONGEST_PROBLEM = 2000

/** Reads the argument of a call from its JSON text. */
export type ReadArgument = (text: string) => Promise<unknown>

/** Makes the reader of a tool's argument; its errors say tool, rule, value and remedy, for the model. */
export function argumentReader(name: string, parameters: z.ZodType | undefined): ReadArgument {
  return async (text) => {
    const value = readJson(name, text)
    if (parameters === undefined) {
      if (value === undefined) return undefined
      throw unfit(name, 'no argument', text, `Call ${name}().`)
    }
    const { success, data, error } = await failingAs(name, () => parameters.safeParseAsync(value))
    if (success) return data
    const problem = z.prettifyError(error).slice(0, LONGEST_PROBLEM)
    throw unfit(name, 'an argument of its type', text, `Correct the argument:\n${problem}`)
  }
}

function readJson(name: string, text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw unfit(name, 'an argument that JSON can hold', text, 'Pass plain data.')
  }
}

function unfit(name: string, rule: string, text: string, remedy: string): RLMError {
  const received = text === '' ? 'none' : text.slice(0, LONGEST_SHOWN)
  return new RLMError(`Tool \`${name}\` takes ${rule}; received ${received}. ${remedy}`, { code: 'bad-request' })
}
