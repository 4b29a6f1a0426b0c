import type { VNode } from 'preact'
import type { SubCallNode, ToolCallNode } from '../../model/nodes.ts'
import { goTo } from '../commands.ts'
import { exactCount, plural } from '../format.ts'
import { nestedRunOf } from '../node/model-calls.ts'
import { TextView } from '../text/text-view.tsx'
import { useViewer } from '../use-viewer.ts'

/** What a block asked and what it was answered, side by side where there is room. */
export function CallTexts({ call }: { call: SubCallNode }): VNode {
  const viewer = useViewer()
  const { prompt, answer, contextChars, call: modelCall } = call
  const run = nestedRunOf(call)
  const isOver = call.endMs !== undefined
  const partial = answer === '' ? (modelCall?.reply ?? '') : answer
  return (
    <>
      {contextChars === undefined ? null : (
        <p class="quiet">It was given a context of its own: {exactCount(contextChars)} characters.</p>
      )}
      {run === undefined ? null : (
        <p>
          <button type="button" class="link" onClick={() => goTo(viewer, run, 'turns')}>
            Read the {plural(run.children.filter(({ kind }) => kind === 'turn').length, 'turn')} of the run that answers
            it →
          </button>
        </p>
      )}
      <div class="columns">
        <TextView text={prompt} name="Prompt" />
        <TextView text={partial} name="Answer" empty={isOver ? 'There is no answer.' : 'There is no answer yet.'} />
      </div>
    </>
  )
}

/** What a tool was given and what it gave. */
export function ToolCallTexts({ call: { argument, result, endMs } }: { call: ToolCallNode }): VNode {
  return (
    <div class="columns">
      <TextView text={argument} name="Argument" as="output" />
      <TextView
        text={result}
        name="Result"
        as="output"
        empty={endMs === undefined ? 'There is no result yet.' : 'There is no result.'}
      />
    </div>
  )
}
