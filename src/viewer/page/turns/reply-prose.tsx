import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import type { BlockNode } from '../../model/nodes.ts'
import { type ReplyPart, replyParts } from '../text/reply-parts.ts'
import { LongText } from '../text/long-text.tsx'

interface ProseProps {
  reply: string
  blocks: readonly BlockNode[]
  isOver: boolean
}

/** What a reply says around its blocks, which are shown for themselves and only marked here. */
export function ReplyProse({ reply, blocks, isOver }: ProseProps): VNode {
  const sources = blocks.map(({ source }) => source)
  const parts = useMemo(() => replyParts(reply, sources), [reply, sources.join('\0')])
  if (parts.length === 0) return <p class="quiet empty-text">{isOver ? 'The reply is empty.' : 'No reply yet.'}</p>
  return (
    <>
      {parts.map((part) => (
        <Part part={part} blocks={blocks} />
      ))}
    </>
  )
}

function Part({ part, blocks }: { part: ReplyPart; blocks: readonly BlockNode[] }): VNode {
  if (part.kind === 'prose') return <LongText text={part.text} />
  const key = blocks[part.index]?.key
  const toBlock = (): void => document.querySelector(`#block-${key}`)?.scrollIntoView({ block: 'nearest' })
  return (
    <button type="button" class="block-mark" data-kind="block" onClick={toBlock}>
      Block {part.index + 1}
    </button>
  )
}
