import type { z } from 'zod'
import { bounded, problemOf } from './problem.ts'

/** A text as the value that a schema asks for, or what keeps it from being one. */
export type ReadAnswer<Value> = { ok: true; value: Value } | { ok: false; problem: string }

/** One way to take a text: as the JSON it is, or as it stands. */
interface Candidate {
  value: unknown
  isJson: boolean
}

type Candidates = { all: Candidate[]; syntaxError: string | undefined }

const JSON_FENCE = /^```(?:json)?[ \t]*\n([^]*)\n[ \t]*```$/i

/** Issues that say the value is of another kind altogether. */
const MISTYPED: ReadonlySet<string> = new Set(['invalid_type', 'invalid_union'])

/**
 * Reads the text of a final as what the schema asks for: as JSON, alone or in one fence around everything, else as the
 * text itself. The first of these that the schema accepts counts. What a refinement of the schema throws is thrown on.
 */
export async function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): Promise<ReadAnswer<z.output<Schema>>> {
  const { all, syntaxError } = candidatesOf(text)
  const failures: Failure[] = []
  for (const { value, isJson } of all) {
    const read = await schema.safeParseAsync(value)
    if (read.success) return { ok: true, value: read.data }
    failures.push({ error: read.error, isJson })
  }
  return { ok: false, problem: problemOfAll(failures, syntaxError) }
}

interface Failure {
  error: z.ZodError
  isJson: boolean
}

function candidatesOf(text: string): Candidates {
  const [, fenced] = JSON_FENCE.exec(text.trim()) ?? []
  const { candidate, syntaxError } = readJson(fenced ?? text)
  return { all: [...candidate, { value: text, isJson: false }], syntaxError }
}

function readJson(text: string): { candidate: Candidate[]; syntaxError?: string } {
  try {
    return { candidate: [{ value: JSON.parse(text), isJson: true }] }
  } catch (error) {
    return { candidate: [], syntaxError: (error as SyntaxError).message }
  }
}

/** Told is the failure that is not just of the wrong kind, else the first. */
function problemOfAll(failures: readonly Failure[], syntaxError: string | undefined): string {
  const told = failures.find(({ error }) => !isMistyped(error)) ?? failures[0]
  if (told === undefined) return ''
  const problem = problemOf(told.error)
  if (syntaxError === undefined || told.isJson || !isMistyped(told.error)) return problem
  return bounded(`The answer is not JSON: ${syntaxError}\n${problem}`)
}

function isMistyped({ issues }: z.ZodError): boolean {
  return issues.some(({ code, path }) => path.length === 0 && MISTYPED.has(code))
}
