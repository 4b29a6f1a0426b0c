import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { exactCount } from '../format.ts'
import { useViewer } from '../use-viewer.ts'
import { CodeView } from './code-view.tsx'
import { cut } from './cut.ts'
import { Marked } from './marked.tsx'

/** How much is shown at first; each step shows five times as much, so that a long text never halts the page. */
const FIRST_CHARS = 4_000
const MOST_SEARCHED_CHARS = 500_000

interface LongTextProps {
  text: string
  isCode?: boolean | undefined
  /** Line of a code that is marked as wrong, from 1. */
  wrongLine?: number | undefined
}

/** A text of any length: its beginning, and more when it is asked for. */
export function LongText({ text, isCode = false, wrongLine }: LongTextProps): VNode {
  const { query } = useViewer().state
  const [grown, setGrown] = useState(FIRST_CHARS)
  const count = Math.max(grown, charsUpTo(query, text, grown))
  const shown = cut(text, count)
  return (
    <>
      {isCode ? (
        <CodeView source={shown} wrongLine={wrongLine} query={query} />
      ) : (
        <div class="text-body" dir="auto">
          <Marked text={shown} query={query} />
        </div>
      )}
      {shown.length === text.length ? null : (
        <button type="button" class="more" onClick={() => setGrown(count * 5)}>
          Show more: {exactCount(shown.length)} of {exactCount(text.length)} characters are shown
        </button>
      )}
    </>
  )
}

/** How much it takes to see what was searched for; 0 where that is in sight, nowhere or too far. */
function charsUpTo(query: string, text: string, shown: number): number {
  if (query === '' || text.length <= shown) return 0
  const found = text.slice(0, MOST_SEARCHED_CHARS).toLowerCase().indexOf(query.toLowerCase())
  return found === -1 ? 0 : found + query.length + FIRST_CHARS / 2
}
