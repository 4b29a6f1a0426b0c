import * as z from 'zod'

/** What wrote a file that this version cannot read. */
export interface NewerFormat {
  /** Of the format. */
  version: number
  /** Version of this library; `''` where it does not say. */
  library: string
}

const headerSchema = z.object({ type: z.string(), version: z.int(), library: z.string().catch('') })

/** What the first line of a file says, where it is of a later version of that format; `undefined` for anything else. */
export function newerFormat(firstLine: unknown, format: { type: string; version: number }): NewerFormat | undefined {
  const { data } = headerSchema.safeParse(firstLine)
  return data?.type === format.type && data.version > format.version ? data : undefined
}
