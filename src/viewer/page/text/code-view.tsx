import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { codeLines, type CodeToken } from './code-lines.ts'
import { Marked } from './marked.tsx'

interface CodeProps {
  source: string
  /** Line that is marked as wrong, from 1. */
  wrongLine?: number | undefined
  query?: string | undefined
}

/** JavaScript with its tokens in colours and its lines numbered; plain where it is too long for that. */
export function CodeView({ source, wrongLine, query }: CodeProps): VNode {
  const lines = useMemo(() => codeLines(source), [source])
  return (
    <pre class="text-body code" dir="ltr" translate={false}>
      {lines === undefined ? (
        <code>
          <Marked text={source} query={query} />
        </code>
      ) : (
        <code>
          {lines.map((line, index) => (
            <span class="line" data-wrong={index + 1 === wrongLine}>
              {line.map((token) => drawn(token, query))}
              {'\n'}
            </span>
          ))}
        </code>
      )}
    </pre>
  )
}

function drawn({ type, text }: CodeToken, query: string | undefined): VNode {
  return (
    <span data-token={type}>
      <Marked text={text} query={query} />
    </span>
  )
}
