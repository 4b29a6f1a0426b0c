import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { type TextPart, textParts } from './visible-characters.ts'

/** A text as text: what cannot be seen is named, matches of the search are marked. */
export function Marked({ text, query = '' }: { text: string; query?: string | undefined }): VNode {
  const parts = useMemo(() => textParts(text, query), [text, query])
  return <>{parts.map(drawn)}</>
}

function drawn(part: TextPart): VNode | string {
  if (part.kind === 'text') return part.text
  if (part.kind === 'match') return <mark>{part.text}</mark>
  const times = part.count === 1 ? '' : ` ×${part.count}`
  return (
    <span class="invisible" title={`Invisible character ${part.name}${times}`}>
      {part.name}
      {times}
    </span>
  )
}
