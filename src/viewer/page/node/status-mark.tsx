import type { VNode } from 'preact'
import { type Status, STATUS_NAMES } from './status.ts'

const MARKS: Record<Status, string> = { running: '●', ok: '✓', failed: '✕', open: '◌' }

/** A status as a mark and a word. */
export function StatusMark({ status, isShort = false }: { status: Status; isShort?: boolean }): VNode {
  return (
    <span class="status" data-status={status} title={STATUS_NAMES[status]}>
      <span aria-hidden="true">{MARKS[status]}</span>
      <span class={isShort ? 'visually-hidden' : 'status-name'}> {STATUS_NAMES[status]}</span>
    </span>
  )
}
