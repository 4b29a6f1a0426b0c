import { inertHead, inertTail } from './inert.ts'

const LONGEST = 300
const SHORTEST = 20
const GAP = ' … '

/**
 * A glance at a context: its head and its tail on one line, with invisible characters escaped. At most 300 characters,
 * and never more than a quarter of the text; `''` where that would be too little to tell anything.
 */
export function preview(text: string): string {
  const limit = Math.min(LONGEST, Math.floor(text.length / 4)) - GAP.length
  if (limit < SHORTEST) return ''
  const headLimit = Math.ceil((limit * 2) / 3)
  return `${inertHead(text, headLimit)}${GAP}${inertTail(text, limit - headLimit)}`
}
