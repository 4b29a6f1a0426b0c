import type { Outcome, RunEvent } from '../../run/events.ts'
import { isEndOfRun, type TrajectoryHeader, type TrajectoryRecord } from '../../trajectory/format.ts'
import { newCall, newNode, unknownRun } from './new-node.ts'
import type { ModelCall, RunNode, TreeNode } from './nodes.ts'
import { endOfCompaction } from './notice-text.ts'
import { countCall, countError, countRetry } from './totals.ts'

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>
type EndEvent = EventOf<
  'run-end' | 'iteration-end' | 'model-call-end' | 'block-end' | 'sub-call-end' | 'tool-call-end' | 'compaction-end'
>

/** A model call and the node that shows it: its own, or that of the sub-call which it answers. */
interface ShownCall {
  owner: TreeNode
  call: ModelCall
}

/**
 * The tree that the records of a trajectory make, one after the other: each costs the same, however many there are. It
 * stands whatever a crash leaves: ends without starts are left out, starts without ends stay open, and what belongs to
 * something unknown belongs to its run, or to the outermost one.
 */
export class TrajectoryTree {
  header: TrajectoryHeader | undefined
  /** In the order in which they began. */
  readonly nodes: TreeNode[] = []
  root: RunNode | undefined
  /** Of the latest event, in milliseconds since the outermost run began. */
  endMs = 0
  /** Whether the outermost run has ended. */
  isComplete = false
  /** Lines of the file that cannot be read; told by whoever reads them. */
  tornLines = 0
  readonly #runs = new Map<string, RunNode>()
  readonly #spans = new Map<string, TreeNode>()
  readonly #calls = new Map<string, ShownCall>()

  /** Takes the next record. */
  add(record: TrajectoryRecord): void {
    if (record.type === 'trajectory') {
      this.header = record
      return
    }
    if (record.atMs > this.endMs) this.endMs = record.atMs
    if (record.type === 'model-call-start') this.#startCall(record)
    else if (!this.#start(record)) this.#goOn(record)
  }

  #start(event: RunEvent): TreeNode | undefined {
    const node = newNode(event)
    if (node === undefined) return undefined
    this.#place(node, this.#parentOf(event, node))
    if ('id' in event) this.#spans.set(event.id, node)
    return node
  }

  #place(node: TreeNode, parent: TreeNode | undefined): void {
    node.key = this.nodes.length
    node.parent = parent
    this.nodes.push(node)
    parent?.children.push(node)
    if (node.kind !== 'run') return
    this.root ??= node
    this.#runs.set(node.runId, node)
  }

  /** Only a run of depth 0 can be the root: where anything else comes first, the root's beginning is lost. */
  #parentOf(event: RunEvent, node: TreeNode): TreeNode | undefined {
    if (this.root === undefined && node.kind === 'run' && node.depth === 0) return undefined
    const parent = 'parentId' in event && event.parentId !== undefined ? this.#spans.get(event.parentId) : undefined
    return parent ?? (node.kind === 'run' ? this.#anyRoot(event) : this.#runOf(event))
  }

  #runOf(event: RunEvent): RunNode {
    return this.#runs.get(event.runId) ?? this.#anyRoot(event)
  }

  #anyRoot(event: RunEvent): RunNode {
    if (this.root !== undefined) return this.root
    const root = unknownRun(this.header?.runId ?? (event.depth === 0 ? event.runId : ''), this.header)
    this.#place(root, undefined)
    return root
  }

  #startCall(event: EventOf<'model-call-start'>): void {
    const parent = this.#spans.get(event.parentId)
    if (parent?.kind === 'sub-call') {
      parent.call = newCall(event)
      this.#calls.set(event.id, { owner: parent, call: parent.call })
      return
    }
    const owner = this.#start(event)
    if (owner?.kind === 'reply') this.#calls.set(event.id, { owner, call: owner.call })
  }

  #goOn(event: RunEvent): void {
    if (event.type === 'model-call-end') this.#endCall(event)
    else if (event.type === 'model-call-delta' || event.type === 'model-call-retry') this.#goOnWithCall(event)
    else if (event.type === 'final') this.#answer(event)
    else if (isEnd(event)) this.#end(event)
  }

  #goOnWithCall(event: EventOf<'model-call-delta' | 'model-call-retry'>): void {
    const shown = this.#calls.get(event.id)
    if (shown === undefined) return
    const { owner, call } = shown
    if (event.type === 'model-call-delta') {
      call.reply += event.text
      return
    }
    const { atMs, attempt, delayMs, outcome } = event
    call.reply = ''
    call.retries.push({ atMs, attempt, delayMs, message: messageOf(outcome) })
    countRetry(owner)
  }

  /** What a call has cost counts, also where its start is lost. */
  #endCall(event: EventOf<'model-call-end'>): void {
    const shown = this.#calls.get(event.id)
    if (shown === undefined) {
      countCall(this.#runOf(event), event)
      return
    }
    const { owner, call } = shown
    if (call.source !== undefined) return
    call.reply = event.text
    call.source = event.source
    call.usage = event.usage
    call.costUsd = event.costUsd
    countCall(owner, event)
    if (owner.kind !== 'reply') return
    endNode(owner, event)
    if (!event.outcome.ok) countError(owner)
  }

  #answer({ runId, answer, source }: EventOf<'final'>): void {
    const run = this.#runs.get(runId)
    if (run === undefined) return
    run.answer = answer
    run.answerSource = source
  }

  #end(event: Exclude<EndEvent, { type: 'model-call-end' }>): void {
    this.isComplete ||= isEndOfRun(event)
    const node = event.type === 'run-end' ? this.#runs.get(event.runId) : this.#spans.get(event.id)
    if (node === undefined || node.endMs !== undefined) return
    endNode(node, event)
    keepEnd(node, event)
    if (isFailureOfItsOwn(node)) countError(node)
  }
}

function isEnd(event: RunEvent): event is Exclude<EndEvent, { type: 'model-call-end' }> {
  return 'outcome' in event && 'id' in event && event.type.endsWith('-end')
}

function endNode(node: TreeNode, { atMs, outcome }: EndEvent): void {
  node.endMs = atMs
  node.outcome = outcome
}

function keepEnd(node: TreeNode, event: EndEvent): void {
  if (node.kind === 'run' && event.type === 'run-end') {
    node.answer = event.answer ?? node.answer
    node.stopReason = event.stopReason
    node.usage = event.usage
  } else if (node.kind === 'block' && event.type === 'block-end') node.result = event.result
  else if (node.kind === 'sub-call' && event.type === 'sub-call-end') node.answer = event.text
  else if (node.kind === 'notice' && event.type === 'compaction-end') node.text = endOfCompaction(node.text, event)
  else if (node.kind === 'tool-call' && event.type === 'tool-call-end') {
    node.result = event.text
    node.isReplayed = event.isReplayed
  }
}

/** A failure passes upwards; it counts where it arose. A run and a turn fail of what is in them. */
function isFailureOfItsOwn(node: TreeNode): boolean {
  if (node.outcome === undefined) return false
  if (node.kind === 'block')
    return !node.outcome.ok || node.result?.error !== undefined || node.result?.lost !== undefined
  if (node.outcome.ok) return false
  return node.kind === 'tool-call' || (node.kind === 'sub-call' && !node.children.some(hasCounted))
}

/** Whether a nested run failed of a call of its own loop. */
function hasCounted(run: TreeNode): boolean {
  const newest = run.children.at(-1)
  if (run.outcome?.ok !== false || newest === undefined) return false
  return [newest, ...newest.children].findLast(({ kind }) => kind === 'reply')?.outcome?.ok === false
}

function messageOf(outcome: Outcome): string {
  return outcome.ok ? '' : outcome.message
}
