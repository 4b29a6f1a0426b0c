import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { CopyButton } from '../text/copy-button.tsx'
import { cut } from '../text/cut.ts'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'

const FIRST = 12
const MOST_CHARS = 2_000

/** Short texts of one sort, a line each; nothing where there are none. */
export function TextList({
  name,
  texts,
  isCode = false,
}: {
  name: string
  texts: readonly string[]
  isCode?: boolean
}): VNode | null {
  const { query } = useViewer().state
  const [count, setCount] = useState(FIRST)
  if (texts.length === 0) return null
  return (
    <section class="text" aria-label={name} data-as={isCode ? 'output' : 'prose'}>
      <header class="text-head">
        <h4>{name}</h4>
        <CopyButton text={texts.join('\n')} of={name.toLowerCase()} />
      </header>
      <ul class="text-list">
        {texts.slice(0, count).map((text) => (
          <li dir="auto">
            <Marked text={cut(text, MOST_CHARS)} query={query} />
          </li>
        ))}
      </ul>
      {texts.length > count ? (
        <button type="button" class="more" onClick={() => setCount(count * 5)}>
          Show more: {plural(texts.length - count, 'line')} left out
        </button>
      ) : null}
    </section>
  )
}
