import type { VNode } from 'preact'
import { type Kind, kindName } from './kind.ts'

/** Paths of 16 by 16, drawn in lines: they differ in shape, not only in colour. */
const PATHS: Record<Kind, string> = {
  run: 'M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M6.5 5.3v5.4L11 8z',
  turn: 'M13.5 8a5.5 5.5 0 1 1-1.7-4M12.2 1.4v2.9H9.3',
  reply: 'M2 3.2h12v7.6H7.2L4 13.6v-2.8H2z',
  summary: 'M2.5 3h11M2.5 6.4h8M2.5 9.8h11M2.5 13.2h5',
  block: 'M2 2.5h12v11H2zM4.6 6l2 2-2 2M8.2 10.4h3.2',
  'sub-call': 'M3 2.5v5.2a2 2 0 0 0 2 2h8M9.8 6.3l3.4 3.4-3.4 3.4',
  nested:
    'M8 1.5a3 3 0 1 0 0 6a3 3 0 1 0 0-6M4 10a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4M12 10a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4M6.6 7.2L4.9 10M9.4 7.2l1.7 2.8',
  tool: 'M13.9 4.1a3.6 3.6 0 0 1-4.8 4.4L4.6 13a1.7 1.7 0 0 1-2.4-2.4l4.5-4.5a3.6 3.6 0 0 1 4.4-4.8L8.9 3.5l.5 2.1 2.1.5z',
  notice: 'M8 2l6.4 11.6H1.6zM8 6.4v3.2M8 11.5v.2',
}

/** The sign of a kind. Its name is told to those who do not see it, unless it stands there already. */
export function KindIcon({ kind, isNamed = false }: { kind: Kind; isNamed?: boolean }): VNode {
  return (
    <span class="icon" data-kind={kind} title={kindName(kind)}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={PATHS[kind]} />
      </svg>
      {isNamed ? null : <span class="visually-hidden">{kindName(kind)} </span>}
    </span>
  )
}
