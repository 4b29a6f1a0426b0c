import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { NoticeNode, RunNode, TreeNode } from '../../model/nodes.ts'
import { choose } from '../commands.ts'
import { enclosingRun, enclosingTurn } from '../node/enclosing-run.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { ancestors, nodeName } from '../node/label.ts'
import { Failure } from '../detail/failures.tsx'
import { ReplyTexts } from '../detail/own-texts.tsx'
import { oneLine } from '../text/cut.ts'
import { Marked } from '../text/marked.tsx'
import { TextView } from '../text/text-view.tsx'
import { useViewer } from '../use-viewer.ts'
import { runningTotals, type RunningTotal } from './running-totals.ts'
import { Turn } from './turn.tsx'

/** A run as it went on: what the model said, what its code was, and what came of it. */
export function Turns(): VNode {
  const viewer = useViewer()
  const { chosen } = viewer
  const run = (chosen && enclosingRun(chosen)) ?? viewer.tree.root
  const scroller = useRef<HTMLDivElement>(null)
  const place = chosen && (enclosingTurn(chosen)?.key ?? chosen.key)
  useLayoutEffect(() => {
    const element = scroller.current?.querySelector(`#turn-${place}`)
    if (element) element.scrollIntoView({ block: 'start' })
    else scroller.current?.scrollTo(0, 0)
  }, [place, run])
  useNewestTurn(scroller, run?.children.length ?? 0)
  return (
    <div class="turns list" ref={scroller} tabIndex={0} role="feed" aria-label="Turns" aria-busy={viewer.isLive}>
      {run === undefined ? <p class="empty">No turn has begun.</p> : <RunTurns run={run} />}
    </div>
  )
}

function RunTurns({ run }: { run: RunNode }): VNode {
  const totals = runningTotals(run)
  return (
    <>
      <RunPath run={run} />
      {run.children.length === 0 ? <p class="empty">This run has no turns.</p> : null}
      {run.children.map((child) => (
        <RunChild key={child.key} node={child} total={totals.get(child.key)} />
      ))}
    </>
  )
}

function RunChild({ node, total }: { node: TreeNode; total: RunningTotal | undefined }): VNode | null {
  if (node.kind === 'turn' && total !== undefined) return <Turn turn={node} total={total} />
  if (node.kind === 'notice') return <Notice notice={node} />
  if (node.kind !== 'reply') return null
  return (
    <article class="turn" id={`turn-${node.key}`}>
      <header class="turn-head">
        <h3>{nodeName(node)}</h3>
      </header>
      <Failure node={node} />
      <ReplyTexts call={node.call} />
    </article>
  )
}

function Notice({ notice }: { notice: NoticeNode }): VNode {
  return (
    <div class="callout" data-tone="warn" id={`turn-${notice.key}`}>
      <p class="callout-head">
        <KindIcon kind="notice" /> {nodeName(notice)}
      </p>
      <p class="callout-text" dir="auto">
        <Marked text={notice.text.slice(0, 8_000)} />
      </p>
    </div>
  )
}

/** From the outermost run down to this one, each a way back. */
function RunPath({ run }: { run: RunNode }): VNode {
  const viewer = useViewer()
  const way = ancestors(run).filter(({ kind }) => kind === 'run' || kind === 'sub-call' || kind === 'turn')
  return (
    <header class="run-path" id={`turn-${run.key}`}>
      {way.length === 0 ? null : (
        <nav aria-label="Runs above">
          {way.map((node) => (
            <>
              <button type="button" class="link" onClick={() => choose(viewer, node)}>
                {nodeName(node)}
              </button>
              <span aria-hidden="true"> › </span>
            </>
          ))}
          <span aria-current="page">{nodeName(run)}</span>
        </nav>
      )}
      {run.parent === undefined ? null : (
        <>
          <p class="run-question" dir="auto">
            <Marked text={oneLine(run.parent.kind === 'sub-call' ? run.parent.prompt : run.query, 600)} />
          </p>
          <Failure node={run} />
          {run.answer === undefined ? null : (
            <div class="final">
              <TextView text={run.answer} name="Answer" />
            </div>
          )}
        </>
      )}
    </header>
  )
}

/** Keeps the newest turn in sight while the reader follows. */
function useNewestTurn(scroller: { current: HTMLDivElement | null }, count: number): void {
  const viewer = useViewer()
  const isOn = viewer.isFollowing
  useLayoutEffect(() => {
    if (isOn) scroller.current?.lastElementChild?.scrollIntoView({ block: 'start' })
  }, [isOn, count])
}
