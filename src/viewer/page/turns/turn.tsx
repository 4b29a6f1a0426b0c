import type { VNode } from 'preact'
import type { BlockNode, ReplyNode, TreeNode, TurnNode } from '../../model/nodes.ts'
import { BlockOutcome, BlockSource } from '../detail/block-texts.tsx'
import { Failure, Retries } from '../detail/failures.tsx'
import { goTo, showCallsOf } from '../commands.ts'
import { formatCount, formatDuration, formatUsd, plural } from '../format.ts'
import { FactList } from '../node/fact-list.tsx'
import { usageFacts } from '../node/facts.ts'
import { nodeGist, nodeName } from '../node/label.ts'
import { isCall, nestedRunOf } from '../node/model-calls.ts'
import { KindIcon } from '../node/kind-icon.tsx'
import { StatusMark } from '../node/status-mark.tsx'
import { statusOf } from '../node/status.ts'
import { CopyButton } from '../text/copy-button.tsx'
import { Marked } from '../text/marked.tsx'
import { useViewer } from '../use-viewer.ts'
import { ReplyProse } from './reply-prose.tsx'
import type { RunningTotal } from './running-totals.ts'

/** A turn: the reply, its blocks and what they printed, side by side where there is room. */
export function Turn({ turn, total }: { turn: TurnNode; total: RunningTotal }): VNode {
  const viewer = useViewer()
  const blocks = turn.children.filter((child) => child.kind === 'block')
  const replies = turn.children.filter((child) => child.kind === 'reply')
  const isChosen = viewer.chosen !== undefined && isWithin(viewer.chosen, turn)
  return (
    <article class="turn" id={`turn-${turn.key}`} aria-labelledby={`turn-head-${turn.key}`} data-chosen={isChosen}>
      <TurnHead turn={turn} total={total} />
      <div class="turn-grid">
        <div class="turn-reply">
          {replies.map((reply) => (
            <Reply key={reply.key} reply={reply} blocks={blocks} />
          ))}
        </div>
        <div class="turn-blocks">
          {blocks.map((block) => (
            <Block key={block.key} block={block} />
          ))}
          {blocks.length === 0 ? <p class="quiet no-block">No block in this turn.</p> : null}
        </div>
      </div>
    </article>
  )
}

function TurnHead({ turn, total }: { turn: TurnNode; total: RunningTotal }): VNode {
  const viewer = useViewer()
  const status = statusOf(turn, viewer.isLive)
  const took = formatDuration((turn.endMs ?? viewer.nowMs) - turn.startMs)
  return (
    <header class="turn-head">
      <h3 id={`turn-head-${turn.key}`}>
        {nodeName(turn)}
        {turn.isLast ? <span class="chip">asked only for the answer</span> : null}
        {status === 'ok' ? null : <StatusMark status={status} />}
      </h3>
      <FactList facts={[{ name: 'Took', value: took }, ...usageFacts(turn)]} />
      <p class="turn-total" title="The run up to here, with all that it called">
        Σ {formatCount(total.tokens)} tokens · {formatUsd(total.costUsd)}
      </p>
      <button type="button" class="link" onClick={() => goTo(viewer, turn, 'timeline')}>
        In the timeline
      </button>
    </header>
  )
}

function Reply({ reply, blocks }: { reply: ReplyNode; blocks: readonly BlockNode[] }): VNode {
  const { call } = reply
  return (
    <section class="text" aria-label="Reply" data-as="prose">
      <header class="text-head">
        <h4>
          <KindIcon kind="reply" isNamed /> Reply
        </h4>
        <span class="quiet">
          <Marked text={call.model} />
        </span>
        <CopyButton text={call.reply} of="the reply" />
      </header>
      <Failure node={reply} />
      <Retries node={reply} />
      <ReplyProse reply={call.reply} blocks={blocks} isOver={reply.endMs !== undefined} />
    </section>
  )
}

function Block({ block }: { block: BlockNode }): VNode {
  const viewer = useViewer()
  const calls = block.children.filter(isCall)
  const runs = block.children.filter((child) => nestedRunOf(child) !== undefined)
  return (
    <section class="turn-block" id={`block-${block.key}`} aria-label={`Block ${block.index + 1}`}>
      <div class="turn-block-code">
        <BlockSource block={block} />
        {calls.length === 0 ? null : (
          <p class="block-calls">
            <button type="button" class="link" onClick={() => showCallsOf(viewer, block)}>
              {plural(calls.length, 'call')} →
            </button>
            {runs.slice(0, 12).map((call) => (
              <NestedLink call={call} />
            ))}
          </p>
        )}
      </div>
      <div class="turn-block-outcome">
        {block.result === undefined ? <Failure node={block} /> : null}
        {block.result?.lost === undefined ? null : <Failure node={block} />}
        <BlockOutcome block={block} />
      </div>
    </section>
  )
}

function NestedLink({ call }: { call: TreeNode }): VNode | null {
  const viewer = useViewer()
  const run = nestedRunOf(call)
  if (run === undefined) return null
  return (
    <button type="button" class="link nested-link" onClick={() => goTo(viewer, run, 'turns')} title={nodeGist(call)}>
      <KindIcon kind="nested" /> <Marked text={nodeGist(call).slice(0, 60)} />
    </button>
  )
}

function isWithin(node: TreeNode, turn: TurnNode): boolean {
  for (let at: TreeNode | undefined = node; at !== undefined && at.kind !== 'run'; at = at.parent) {
    if (at === turn) return true
  }
  return false
}
