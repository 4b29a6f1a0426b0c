import { parseJson } from '../../jsonl/parse-json.ts'

const BEGINNING = '{"type":"failure",'

/** The last line that is sent where a file cannot be followed any longer: none of a trajectory's own is like it. */
export function failureLine(message: string): string {
  return `${BEGINNING}"message":${JSON.stringify(message)}}`
}

/** What such a line says; `undefined` for any other line. */
export function failureOf(line: string): string | undefined {
  if (!line.startsWith(BEGINNING)) return undefined
  const value = parseJson(line)
  const message: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'message') : undefined
  return typeof message === 'string' ? message : undefined
}
