import type { ComponentChildren, VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { TreeNode } from '../../model/nodes.ts'
import { FactList } from '../node/fact-list.tsx'
import { factsOf } from '../node/facts.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { kindName, kindOf } from '../node/kind.ts'
import { nodeName, nodePlace } from '../node/label.ts'
import { StatusMark } from '../node/status-mark.tsx'
import { statusOf } from '../node/status.ts'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'
import { BlockTexts } from './block-texts.tsx'
import { CallTexts, ToolCallTexts } from './call-texts.tsx'
import { Failure, Retries } from './failures.tsx'
import { NodeLinks } from './node-links.tsx'
import { NoticeTexts, ReplyTexts, RunTexts, TurnTexts } from './own-texts.tsx'

/** What is chosen, whole: its figures and all of its texts. */
export function Detail({ node, empty }: { node: TreeNode | undefined; empty: string }): VNode {
  const viewer = useViewer()
  const scroller = useRef<HTMLElement>(null)
  useLayoutEffect(() => scroller.current?.scrollTo(0, 0), [node])
  return (
    <aside id="detail" class="detail" ref={scroller} tabIndex={-1} aria-label="Chosen">
      <button
        type="button"
        class="icon-button detail-close"
        aria-label="Close"
        title="Close (Esc)"
        onClick={() => viewer.update({ isDetailOpen: false })}
      >
        ✕
      </button>
      {node === undefined ? (
        <p class="empty">{empty}</p>
      ) : (
        <div class="detail-node" key={node.key}>
          <DetailHead node={node} />
          {node.kind === 'block' && node.result?.error !== undefined ? null : <Failure node={node} />}
          <Retries node={node} />
          <Texts node={node} />
        </div>
      )}
    </aside>
  )
}

function DetailHead({ node }: { node: TreeNode }): VNode {
  const viewer = useViewer()
  const kind = kindOf(node)
  const place = nodePlace(node)
  return (
    <header class="detail-head">
      <p class="quiet">
        {kindName(kind)}
        {place === '' ? '' : ` · ${place}`}
      </p>
      <h3>
        <KindIcon kind={kind} isNamed />
        <Marked text={nodeName(node)} />
        <StatusMark status={statusOf(node, viewer.isLive)} />
        <NodeLinks node={node} />
      </h3>
      <FactList facts={factsOf(node, viewer.nowMs)} />
    </header>
  )
}

function Texts({ node }: { node: TreeNode }): ComponentChildren {
  switch (node.kind) {
    case 'run':
      return <RunTexts run={node} />
    case 'turn':
      return <TurnTexts turn={node} />
    case 'reply':
      return <ReplyTexts call={node.call} />
    case 'block':
      return <BlockTexts block={node} />
    case 'sub-call':
      return <CallTexts call={node} />
    case 'tool-call':
      return <ToolCallTexts call={node} />
    default:
      return <NoticeTexts notice={node} />
  }
}
