import type { RunEvent } from '../../run/events.ts'
import type { TrajectoryHeader } from '../../trajectory/format.ts'
import type { ModelCall, RunNode, TreeNode } from './nodes.ts'
import { noticeOf } from './notice-text.ts'
import { newTotals } from './totals.ts'

/** What an event begins, not yet in its place; `undefined` for one that begins nothing. */
export function newNode(event: RunEvent): TreeNode | undefined {
  const base = baseOf(event.depth, event.atMs)
  switch (event.type) {
    case 'run-start':
      return newRun(event, base)
    case 'iteration-start':
      return { ...base, kind: 'turn', iteration: event.iteration, isLast: event.isLast }
    case 'model-call-start':
      return { ...base, kind: 'reply', call: newCall(event) }
    case 'block-start': {
      const { iteration, index, source } = event
      return { ...base, kind: 'block', iteration, index, source, result: undefined }
    }
    case 'sub-call-start': {
      const { kind: callKind, prompt, contextChars } = event
      return { ...base, kind: 'sub-call', callKind, prompt, contextChars, answer: '', call: undefined }
    }
    case 'tool-call-start': {
      const { name, argument } = event
      return { ...base, kind: 'tool-call', name, argument, result: '', isReplayed: false }
    }
    case 'compaction-start':
      return { ...base, kind: 'notice', ...noticeOf(event) }
    case 'sandbox-restart':
    case 'limit':
    case 'replay-divergence':
    case 'storage-error':
      return { ...base, kind: 'notice', ...noticeOf(event), endMs: base.startMs, outcome: { ok: true } }
    default:
      return undefined
  }
}

/** What was asked of a model, without a reply yet. */
export function newCall(event: RunEvent & { type: 'model-call-start' }): ModelCall {
  const { role, model, messages, promptChars } = event
  return {
    role,
    model,
    messages,
    promptChars,
    reply: '',
    source: undefined,
    usage: undefined,
    costUsd: undefined,
    retries: [],
  }
}

/** The outermost run where nothing tells of its beginning. */
export function unknownRun(runId: string, header: TrajectoryHeader | undefined): RunNode {
  const model = header?.options.model ?? ''
  const start = { runId, query: '', context: '', contextChars: 0, contextPreview: '', model }
  return newRun(start, baseOf(0, 0))
}

type RunStart = Pick<RunNode, 'runId' | 'query' | 'context' | 'contextChars' | 'contextPreview' | 'model'> & {
  contextHash?: string | undefined
}

function newRun(start: RunStart, base: ReturnType<typeof baseOf>): RunNode {
  const { runId, query, context, contextChars, contextPreview, contextHash, model } = start
  const begun = { runId, query, context, contextChars, contextPreview, contextHash, model }
  const end = { answer: undefined, answerSource: undefined, stopReason: undefined, usage: undefined }
  return { ...base, kind: 'run', ...begun, ...end }
}

function baseOf(depth: number, startMs: number) {
  const children: TreeNode[] = []
  const place = { key: 0, parent: undefined, children, depth }
  return { ...place, startMs, endMs: undefined, outcome: undefined, totals: newTotals() }
}
