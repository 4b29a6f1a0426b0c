import type { VNode } from 'preact'
import type { ModelCall, NoticeNode, RunNode, TurnNode } from '../../model/nodes.ts'
import { choose } from '../commands.ts'
import { exactCount } from '../format.ts'
import { stopReasonText } from '../node/facts.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { kindOf } from '../node/kind.ts'
import { nodeGist, nodeName } from '../node/label.ts'
import { Marked } from '../text/marked.tsx'
import { TextView } from '../text/text-view.tsx'
import { useViewer } from '../use-viewer.ts'

/** What a run was asked over what, and what it answered. */
export function RunTexts({ run }: { run: RunNode }): VNode {
  const { query, answer, context, contextChars, contextPreview, contextHash } = run
  const reason = stopReasonText(run)
  return (
    <>
      <TextView text={query} name="Question" />
      <div class={answer === undefined ? undefined : 'final'}>
        <TextView text={answer ?? ''} name="Answer" empty="There is no answer." />
      </div>
      {reason === undefined ? null : <p class="quiet after-text">The answer came like this: {reason}.</p>}
      <TextView text={context} name="Context" empty="Nothing is known of it." />
      <p class="quiet after-text">
        {exactCount(contextChars)} characters. The context itself is not recorded
        {contextHash === undefined ? '' : `; its SHA-256 begins with ${contextHash.slice(0, 16)}`}.
      </p>
      {contextPreview === '' ? null : <TextView text={contextPreview} name="Preview of the context" as="output" />}
    </>
  )
}

/** What belongs to a turn. */
export function TurnTexts({ turn }: { turn: TurnNode }): VNode {
  const viewer = useViewer()
  return (
    <ul class="children">
      {turn.children.slice(0, 200).map((child) => (
        <li>
          <button type="button" class="child" onClick={() => choose(viewer, child)}>
            <KindIcon kind={kindOf(child)} />
            <span class="name">{nodeName(child)}</span>
            <span class="gist" dir="auto">
              <Marked text={nodeGist(child)} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What a model was sent and what it replied. */
export function ReplyTexts({ call: { reply, messages, source } }: { call: ModelCall }): VNode {
  return (
    <>
      <TextView
        text={reply}
        name="Reply"
        empty={source === undefined ? 'There is no reply yet.' : 'The reply is empty.'}
      />
      <h4 class="part-head">Sent: {messages.length === 1 ? 'one message' : `${messages.length} messages`}</h4>
      {messages.map(({ role, content }, index) => (
        <details class="message" open={index === messages.length - 1 && messages.length > 1}>
          <summary>
            <span class="chip">{role}</span>
            <span class="gist" dir="auto">
              <Marked text={content.slice(0, 120)} />
            </span>
            <span class="quiet">{exactCount(content.length)}</span>
          </summary>
          <TextView text={content} name={`Message ${index + 1}`} />
        </details>
      ))}
    </>
  )
}

/** What befell a run. */
export function NoticeTexts({ notice: { text } }: { notice: NoticeNode }): VNode {
  return <TextView text={text} name="Notice" />
}
