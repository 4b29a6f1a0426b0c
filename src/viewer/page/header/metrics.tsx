import type { VNode } from 'preact'
import { exactCount, formatCount, formatDuration, formatShare, formatUsd } from '../format.ts'
import { oneLine } from '../text/cut.ts'
import { Marked } from '../text/marked.tsx'
import { countProblems, type ProblemFilter } from '../problems/problem.ts'
import type { ViewerStore } from '../store.ts'
import { useViewer } from '../use-viewer.ts'

/** The run in figures. */
export function Metrics(): VNode {
  const viewer = useViewer()
  const { root } = viewer.tree
  const problems = countProblems(viewer.allProblems)
  return (
    <dl class="metrics">
      {figuresOf(viewer).map(({ name, value, title }) => (
        <div class="metric" title={title}>
          <dt>{name}</dt>
          <dd>
            <Marked text={value} />
          </dd>
        </div>
      ))}
      <ProblemCount name="Errors" filter="error" count={problems.error} />
      <ProblemCount name="Retries" filter="retry" count={problems.retry} />
      <ProblemCount name="Notices" filter="notice" count={problems.notice} />
      {root === undefined ? null : (
        <div class="metric metric-context" title={oneLine(root.context, 1_000)}>
          <dt>Context</dt>
          <dd dir="auto">
            <Marked text={oneLine(root.context)} />
          </dd>
        </div>
      )}
    </dl>
  )
}

interface Figure {
  name: string
  value: string
  title?: string | undefined
}

function figuresOf({ tree: { root, header }, nowMs }: ViewerStore): Figure[] {
  if (root === undefined) return []
  const { calls, freeCalls, inputTokens, cachedInputTokens, outputTokens, costUsd } = root.totals
  const free = freeCalls === 0 ? '' : `; ${exactCount(freeCalls)} more were answered for nothing`
  return [
    { name: 'Model', value: oneLine(root.model, 60), title: modelsTitle(root.model, header?.options.recursiveModel) },
    {
      name: 'Duration',
      value: formatDuration((root.endMs ?? nowMs) - root.startMs),
      title: header && begunText(header.createdAt),
    },
    { name: 'Calls', value: exactCount(calls), title: `Model calls that were paid for${free}` },
    { name: 'Tokens in', value: formatCount(inputTokens), title: `${exactCount(inputTokens)} input tokens` },
    {
      name: 'Cached',
      value: formatShare(cachedInputTokens, inputTokens),
      title: 'Part of the input that the provider had cached',
    },
    { name: 'Tokens out', value: formatCount(outputTokens), title: `${exactCount(outputTokens)} output tokens` },
    {
      name: 'Cost',
      value: formatUsd(costUsd),
      title: costUsd === null ? 'A price of a model is unknown' : `$${costUsd}`,
    },
  ]
}

function modelsTitle(model: string, recursiveModel: string | undefined): string {
  return recursiveModel === undefined || recursiveModel === model ? model : `${model}; sub-calls: ${recursiveModel}`
}

function begunText(createdAt: string): string {
  return `Begun ${createdAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}`
}

/** How many, and the way to them. */
function ProblemCount({ name, filter, count }: { name: string; filter: ProblemFilter; count: number }): VNode {
  const viewer = useViewer()
  return (
    <div class="metric" data-problem={count > 0 ? filter : undefined}>
      <dt>{name}</dt>
      <dd>
        {count === 0 ? (
          '0'
        ) : (
          <button
            type="button"
            class="link"
            aria-label={`${exactCount(count)} ${name.toLowerCase()}: show them`}
            onClick={() => viewer.update({ view: 'problems', problemFilter: filter })}
          >
            {exactCount(count)}
          </button>
        )}
      </dd>
    </div>
  )
}
