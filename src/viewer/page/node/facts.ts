import type { RunNode, TreeNode } from '../../model/nodes.ts'
import { exactCount, formatCount, formatDuration, formatShare, formatUsd } from '../format.ts'
import { modelCallOf, sourceName } from './model-calls.ts'

/** A figure or a word on a node, and what it is. */
export interface Fact {
  name: string
  value: string
  /** The same exactly, or what it means. */
  title?: string | undefined
}

/** What there is to say of a node in figures. */
export function factsOf(node: TreeNode, nowMs: number): Fact[] {
  const span = (node.endMs ?? nowMs) - node.startMs
  const call = modelCallOf(node)
  return [
    { name: 'At', value: formatDuration(node.startMs), title: 'Since the outermost run began' },
    ...(node.kind === 'notice' ? [] : [{ name: 'Took', value: formatDuration(span) }]),
    ...modelFacts(call?.model ?? (node.kind === 'run' ? node.model : undefined)),
    ...usageFacts(node),
    ...(call?.source === undefined ? [] : [{ name: 'From', value: sourceName(call.source) }]),
    ...(call === undefined || call.retries.length === 0
      ? []
      : [{ name: 'Retries', value: String(call.retries.length) }]),
    ...(node.kind === 'tool-call' && node.isReplayed ? [{ name: 'From', value: 'journal' }] : []),
  ]
}

/** Tokens and cost of a node and what is below it; none where it made no calls. */
export function usageFacts({ totals }: TreeNode): Fact[] {
  const { calls, freeCalls, inputTokens, cachedInputTokens, outputTokens, costUsd } = totals
  if (calls + freeCalls === 0) return []
  return [
    ...(calls + freeCalls === 1 ? [] : [callsFact(calls, freeCalls)]),
    { name: 'In', value: formatCount(inputTokens), title: `${exactCount(inputTokens)} input tokens` },
    { name: 'Cached', value: formatShare(cachedInputTokens, inputTokens), title: cachedTitle(cachedInputTokens) },
    { name: 'Out', value: formatCount(outputTokens), title: `${exactCount(outputTokens)} output tokens` },
    {
      name: 'Cost',
      value: formatUsd(costUsd),
      title: costUsd === null ? 'A price of a model is unknown' : `$${costUsd}`,
    },
  ]
}

function callsFact(calls: number, freeCalls: number): Fact {
  const title = freeCalls === 0 ? 'Model calls' : `Model calls; ${exactCount(freeCalls)} more were answered for nothing`
  return { name: 'Calls', value: exactCount(calls), title }
}

function cachedTitle(tokens: number): string {
  return `${exactCount(tokens)} input tokens came from the provider's prompt cache`
}

function modelFacts(model: string | undefined): Fact[] {
  return model === undefined || model === '' ? [] : [{ name: 'Model', value: model }]
}

const STOP_REASONS = {
  final: undefined,
  'max-iterations': 'the turns were used up',
  limit: 'a limit was reached',
  direct: 'one plain call gave it',
} as const

/** Why a run ended with its answer, where that was not because the model gave it. */
export function stopReasonText({ stopReason }: RunNode): string | undefined {
  return stopReason && STOP_REASONS[stopReason]
}
