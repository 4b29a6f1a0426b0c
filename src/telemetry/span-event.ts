import type { Attributes } from '@opentelemetry/api'
import type { RunEvent } from '../run/events.ts'
import { known } from './attributes.ts'
import { CONVENTION, OWN, SPAN_EVENT } from './conventions.ts'

/** Something that happens within a span. */
export interface SpanEvent {
  name: string
  attributes: Attributes
}

/** Describes what an event adds to a span: a retry to that of its call, anything else to that of its run. */
export function spanEventOf(event: RunEvent): SpanEvent | undefined {
  switch (event.type) {
    case 'model-call-retry': {
      const { attempt, delayMs, outcome } = event
      const errorType = outcome.ok ? undefined : outcome.code
      const attributes = { [OWN.attempt]: attempt, [OWN.delayMs]: delayMs, [CONVENTION.errorType]: errorType }
      return { name: SPAN_EVENT.retry, attributes: known(attributes) }
    }
    case 'limit': {
      const { limit, allowed, spent } = event
      return { name: SPAN_EVENT.limit, attributes: { [OWN.limit]: limit, [OWN.allowed]: allowed, [OWN.spent]: spent } }
    }
    case 'storage-error':
      return { name: SPAN_EVENT.storageError, attributes: { [OWN.storage]: event.storage } }
    case 'sandbox-restart':
      return { name: SPAN_EVENT.sandboxRestart, attributes: {} }
    case 'replay-divergence':
      return { name: SPAN_EVENT.divergence, attributes: {} }
    default:
      return undefined
  }
}
