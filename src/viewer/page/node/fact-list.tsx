import type { VNode } from 'preact'
import { Marked } from '../text/marked.tsx'
import type { Fact } from './facts.ts'

/** Figures in a row, each with its name. */
export function FactList({ facts }: { facts: readonly Fact[] }): VNode {
  return (
    <dl class="facts">
      {facts.map(({ name, value, title }) => (
        <div class="fact" title={title}>
          <dt>{name}</dt>
          <dd>
            <Marked text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
