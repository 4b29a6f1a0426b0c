import type { VNode } from 'preact'
import { choose } from '../commands.ts'
import { formatCount, formatDuration, shortUsd } from '../format.ts'
import { failureOf } from '../node/failure.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { kindOf } from '../node/kind.ts'
import { nodeName, promptGist } from '../node/label.ts'
import { type CallNode, isFree, modelCallOf, nestedRunOf, sourceName } from '../node/model-calls.ts'
import { StatusMark } from '../node/status-mark.tsx'
import { statusOf } from '../node/status.ts'
import { oneLine } from '../text/cut.ts'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'

/** One line of the table of calls. */
export function CallRow({ call, index, top }: { call: CallNode; index: number; top: number }): VNode {
  const viewer = useViewer()
  const { text } = viewer.state.callFilter
  const isTool = call.kind === 'tool-call'
  return (
    <div
      id={`call-${call.key}`}
      class="row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={call === viewer.chosen}
      style={{ top: `${top}px` }}
      onClick={() => {
        choose(viewer, call)
        viewer.update({ isDetailOpen: true })
      }}
    >
      <NameCell call={call} />
      <div class="cell gist" role="gridcell" dir="auto">
        <Marked
          text={isTool ? oneLine(call.argument) : text === '' ? promptGist(call) : oneLine(call.prompt)}
          query={text}
        />
      </div>
      <AnswerCell call={call} />
      <div class="cell gist quiet" role="gridcell">
        <Marked text={isTool ? '' : oneLine(call.call?.model ?? nestedRunOf(call)?.model ?? '', 60)} query={text} />
      </div>
      <FigureCells call={call} />
    </div>
  )
}

function NameCell({ call }: { call: CallNode }): VNode {
  const viewer = useViewer()
  const retries = modelCallOf(call)?.retries.length ?? 0
  return (
    <div class="cell label" role="gridcell">
      <KindIcon kind={nestedRunOf(call) === undefined ? kindOf(call) : 'nested'} />
      <span class="name">
        <Marked text={nodeName(call)} />
      </span>
      <StatusMark status={statusOf(call, viewer.isLive)} isShort />
      {retries > 0 ? (
        <span class="chip" data-tone="warn" title="Retries">
          ↻ {retries}
        </span>
      ) : null}
      {isFree(call) ? <span class="chip">{sourceName(modelCallOf(call)?.source ?? 'journal')}</span> : null}
    </div>
  )
}

function AnswerCell({ call }: { call: CallNode }): VNode {
  const { text } = useViewer().state.callFilter
  const failure = failureOf(call)
  const answer = call.kind === 'tool-call' ? call.result : call.answer || (call.call?.reply ?? '')
  return (
    <div class="cell gist" role="gridcell" dir="auto" data-tone={failure && 'error'}>
      <Marked text={oneLine(failure === undefined ? answer : `✕ ${failure.name}: ${failure.message}`)} query={text} />
    </div>
  )
}

function FigureCells({ call }: { call: CallNode }): VNode {
  const viewer = useViewer()
  const { inputTokens, outputTokens, costUsd, calls } = call.totals
  const tokens = inputTokens + outputTokens
  return (
    <>
      <div class="cell figure" role="gridcell">
        {tokens > 0 ? formatCount(tokens) : ''}
      </div>
      <div class="cell figure" role="gridcell">
        {calls > 0 ? shortUsd(costUsd) : ''}
      </div>
      <div class="cell figure" role="gridcell">
        {formatDuration((call.endMs ?? viewer.nowMs) - call.startMs)}
      </div>
    </>
  )
}
