import { nextLine, readFence } from '../../../prompt/fences.ts'

/** A piece of a reply: prose, or the place where a block stood that is shown for itself. */
export type ReplyPart = { kind: 'prose'; text: string } | { kind: 'block'; index: number }

/** What a reply says around its blocks. A fence whose source is none of the blocks stays in the prose. */
export function replyParts(reply: string, sources: readonly string[]): ReplyPart[] {
  const text = reply.replaceAll('\r\n', '\n')
  const parts: ReplyPart[] = []
  let proseStart = 0
  let position = 0
  let taken = 0
  while (position < text.length && taken < sources.length) {
    const fence = text.startsWith('```', indentEnd(text, position)) ? readFence(text, position) : undefined
    if (fence === undefined || fence.source.trim() !== sources[taken]?.trim()) {
      position = fence?.end ?? nextLine(text, position)
      continue
    }
    addProse(parts, text.slice(proseStart, position))
    parts.push({ kind: 'block', index: taken++ })
    position = fence.end
    proseStart = position
  }
  addProse(parts, text.slice(proseStart))
  return parts
}

function indentEnd(text: string, start: number): number {
  let end = start
  while (text[end] === ' ' || text[end] === '\t') end += 1
  return end
}

function addProse(parts: ReplyPart[], text: string): void {
  const prose = text.replaceAll(/^\n+|\s+$/g, '')
  if (prose !== '') parts.push({ kind: 'prose', text: prose })
}
