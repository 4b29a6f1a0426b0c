import type { RunEvent } from '../../run/events.ts'
import type { NoticeNode } from './nodes.ts'

/** An event that tells of something that befell a run. */
export type NoticeEvent = Extract<
  RunEvent,
  { type: 'sandbox-restart' | 'compaction-start' | 'limit' | 'replay-divergence' | 'storage-error' }
>

const LIMITS = {
  costUsd: (value: number) => `$${value.toFixed(4)}`,
  tokens: (value: number) => `${value.toLocaleString('en-US')} tokens`,
  calls: (value: number) => `${value.toLocaleString('en-US')} calls`,
  durationMs: (value: number) => `${(value / 1000).toFixed(1)} s`,
  errors: (value: number) => `${value.toLocaleString('en-US')} errors`,
} as const

/** Which notice an event is, and what it says in words. */
export function noticeOf(event: NoticeEvent): Pick<NoticeNode, 'notice' | 'text'> {
  switch (event.type) {
    case 'sandbox-restart':
      return { notice: 'sandbox-restart', text: `The sandbox was started anew: ${event.reason}` }
    case 'compaction-start':
      return { notice: 'compaction', text: `Older turns are replaced by a summary: ${tokens(event.tokens)}` }
    case 'limit':
      return { notice: 'limit', text: limitText(event) }
    default:
      return { notice: event.type, text: event.message }
  }
}

/** What the text of a compaction becomes when it ends. */
export function endOfCompaction(
  text: string,
  { outcome, tokens: count }: RunEvent & { type: 'compaction-end' },
): string {
  return outcome.ok ? `${text} became ${tokens(count)}.` : `${text}; that failed: ${outcome.message}`
}

/** A later version may know more limits. */
function limitText({ limit, spent, allowed }: NoticeEvent & { type: 'limit' }): string {
  const format = Object.hasOwn(LIMITS, limit) ? LIMITS[limit] : String
  return `The limit \`${limit}\` was reached: ${format(spent)} of ${format(allowed)}.`
}

function tokens(count: number): string {
  return `${count.toLocaleString('en-US')} tokens`
}
