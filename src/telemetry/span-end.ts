import type { Attributes } from '@opentelemetry/api'
import type { TokenUsage } from '../cost/usage.ts'
import type { RunEvent } from '../run/events.ts'
import type { BlockResult } from '../sandbox/sandbox.ts'
import { known } from './attributes.ts'
import { CONVENTION, OTHER, OWN } from './conventions.ts'

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/** Events that end a span. */
export type SpanEndEvent = EventOf<'run-end' | 'model-call-end' | 'block-end' | 'tool-call-end'>

/** Why a span counts as failed. */
export interface SpanFailure {
  /** One of a known few. */
  type: string
  /** May hold anything: an error of a block quotes the context. */
  message: string
}

/** What a span is told at its end, without content. */
export function endAttributes(event: SpanEndEvent): Attributes {
  switch (event.type) {
    case 'run-end':
      return known({
        ...usageAttributes(event.usage),
        [OWN.stopReason]: event.stopReason,
        [OWN.calls]: event.usage.totalCalls,
        [OWN.costUsd]: event.usage.estimatedCostUsd,
      })
    case 'model-call-end':
      return known({
        ...(event.source === 'model' ? usageAttributes(event.usage) : {}),
        [OWN.replySource]: event.source,
        [OWN.costUsd]: event.costUsd,
      })
    case 'block-end':
      return {}
    default:
      return { [OWN.isReplayed]: event.isReplayed }
  }
}

function usageAttributes(usage: TokenUsage | undefined) {
  return {
    [CONVENTION.inputTokens]: usage?.inputTokens,
    [CONVENTION.cachedInputTokens]: usage?.cachedInputTokens,
    [CONVENTION.outputTokens]: usage?.outputTokens,
    [CONVENTION.reasoningTokens]: usage?.reasoningTokens,
  }
}

/** Why a span failed; `undefined` where it did not. A block fails by what it throws and by the loss of its sandbox, too. */
export function failureOf(event: SpanEndEvent): SpanFailure | undefined {
  const { outcome } = event
  if (!outcome.ok) return { type: outcome.code, message: outcome.message }
  return event.type === 'block-end' && event.result !== undefined ? blockFailure(event.result) : undefined
}

function blockFailure({ error, lost }: BlockResult): SpanFailure | undefined {
  if (lost !== undefined) return { type: lost.reason, message: lost.message }
  if (error === undefined) return undefined
  return { type: ERROR_NAMES.has(error.name) ? error.name : OTHER, message: error.message }
}

/** Names of the language's own errors; any other was chosen by the block. */
const ERROR_NAMES: ReadonlySet<string> = new Set([
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
])
