import type { TreeNode } from '../../model/nodes.ts'
import { type CallNode, isCall, isFree, modelCallOf } from '../node/model-calls.ts'
import { type Status, statusOf } from '../node/status.ts'

/** Which calls are listed. */
export interface CallFilter {
  /** In the prompt, the answer, the model or the error. */
  text: string
  status: 'all' | Status | 'retried' | 'free'
  kind: 'all' | 'llm' | 'rlm' | 'tool'
  /** Key of the block whose calls alone are listed. */
  block: number | undefined
}

/** All calls of a tree's blocks, in the order in which they began. */
export function callsOf(nodes: readonly TreeNode[]): CallNode[] {
  return nodes.filter(isCall)
}

/** The calls that a filter lets through. */
export function filterCalls(calls: readonly CallNode[], filter: CallFilter, isLive: boolean): CallNode[] {
  const { text, status, kind, block } = filter
  const isNeedle = needle(text)
  return calls.filter(
    (call) =>
      (block === undefined || call.parent?.key === block) &&
      (kind === 'all' || kind === (call.kind === 'tool-call' ? 'tool' : call.callKind)) &&
      hasStatus(call, status, isLive) &&
      (text === '' || textsOf(call).some(isNeedle)),
  )
}

function hasStatus(call: CallNode, status: CallFilter['status'], isLive: boolean): boolean {
  if (status === 'all') return true
  if (status === 'free') return isFree(call)
  if (status === 'retried') return (modelCallOf(call)?.retries.length ?? 0) > 0
  return statusOf(call, isLive) === status
}

/** A pattern without regard to case costs no copy of each text. */
function needle(text: string): (searched: string) => boolean {
  const pattern = new RegExp(text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`), 'i')
  return (searched) => pattern.test(searched)
}

function textsOf(call: CallNode): string[] {
  const error = call.outcome?.ok === false ? call.outcome.message : ''
  if (call.kind === 'tool-call') return [call.name, call.argument, call.result, error]
  return [call.prompt, call.answer, call.call?.model ?? '', error]
}
