import { type Fence, nextLine, readFence } from './fences.ts'
import { isForeign, isRunnable } from './languages.ts'
import { readTextFinal, type TextFinal } from './text-final.ts'

/** What a reply of the root LM asks for. */
export interface ParsedReply {
  /** Sources of the blocks to run, in order. */
  blocks: string[]
  /** Languages of blocks that look like code meant to run but are not JavaScript, each once, in order. */
  foreign: string[]
  /** The first final that is written as text, outside blocks. */
  final?: TextFinal | undefined
  /** Whether the last of `blocks` has no closing fence: all of it up to the end of the reply is taken as code. */
  unclosed: boolean
}

/**
 * Reads a reply of the root LM: its blocks of JavaScript and its final, if it has one. Line breaks are read as `\n`.
 * Untagged blocks and those of other languages are not run. Time is linear in the reply's length.
 */
export function parseReply(reply: string): ParsedReply {
  const text = reply.replaceAll('\r\n', '\n')
  const lastParenthesis = text.lastIndexOf(')')
  const parsed: ParsedReply = { blocks: [], foreign: [], unclosed: false }
  let position = 0
  while (position < text.length) {
    const fence = readFence(text, position)
    if (fence !== undefined) {
      addFence(parsed, fence)
      position = fence.end
      continue
    }
    const found = parsed.final === undefined ? readTextFinal(text, position, lastParenthesis) : undefined
    if (found !== undefined) parsed.final = found.final
    position = nextLine(text, found?.end ?? position)
  }
  return parsed
}

function addFence(parsed: ParsedReply, { language, source, closed }: Fence): void {
  if (isRunnable(language)) {
    parsed.blocks.push(source)
    parsed.unclosed = !closed
  } else if (isForeign(language) && !parsed.foreign.includes(language)) {
    parsed.foreign.push(language)
  }
}
