import { z } from 'zod'
import { readText } from './read-text.ts'
import { UsageError } from './usage-error.ts'
import { reasonOf } from '../reason.ts'

const SCHEMA = z.record(z.string(), z.unknown(), 'it is not an object')

/** Reads a JSON Schema as the schema that the answer must fit. Throws a `UsageError` where it is none. */
export async function readSchema(path: string): Promise<z.ZodType> {
  const text = await readText(path, '--schema')
  try {
    return z.fromJSONSchema(SCHEMA.parse(JSON.parse(text)))
  } catch (error) {
    const reason = reasonOf(error)
    throw new UsageError(
      `--schema must name a file with a JSON Schema; received ${JSON.stringify(path)}: ${reason}. Give one such as {"type":"array","items":{"type":"string"}}.`,
    )
  }
}
