import type { VNode } from 'preact'
import { exactCount } from '../format.ts'
import { nodeName, nodePlace } from '../node/label.ts'
import { useViewer } from '../use-viewer.ts'
import type { CallFilter } from './call-filter.ts'

const STATUSES: readonly (readonly [CallFilter['status'], string])[] = [
  ['all', 'Any status'],
  ['ok', '✓ Done'],
  ['failed', '✕ Failed'],
  ['running', '● Running'],
  ['open', '◌ Cut off'],
  ['retried', '↻ Retried'],
  ['free', 'Answered for nothing'],
]

const CALL_KINDS: readonly (readonly [CallFilter['kind'], string])[] = [
  ['all', 'Any kind'],
  ['llm', 'llm_query'],
  ['rlm', 'rlm_query'],
  ['tool', 'Tools'],
]

/** Which calls are listed, and how many these are. */
export function CallFilters(): VNode {
  const viewer = useViewer()
  const { callFilter } = viewer.state
  const set = (change: Partial<CallFilter>): void => viewer.update({ callFilter: { ...callFilter, ...change } })
  return (
    <div class="toolbar" role="search" aria-label="Filter of the calls">
      <input
        type="search"
        placeholder="Filter by text"
        aria-label="Filter by text"
        value={callFilter.text}
        onInput={(event) => set({ text: event.currentTarget.value })}
      />
      <Choice name="Status" options={STATUSES} value={callFilter.status} onChange={(status) => set({ status })} />
      <Choice name="Kind" options={CALL_KINDS} value={callFilter.kind} onChange={(kind) => set({ kind })} />
      <BlockFilter />
      <span class="quiet count" role="status">
        {exactCount(viewer.calls.length)} of {exactCount(viewer.allCalls.length)}
      </span>
    </div>
  )
}

/** Of one block only, until it is taken away. */
function BlockFilter(): VNode | null {
  const viewer = useViewer()
  const { callFilter } = viewer.state
  const block = callFilter.block === undefined ? undefined : viewer.tree.nodes[callFilter.block]
  if (block === undefined) return null
  return (
    <button
      type="button"
      class="chip chip-button"
      title="Show the calls of all blocks"
      onClick={() => viewer.update({ callFilter: { ...callFilter, block: undefined } })}
    >
      {nodePlace(block)} › {nodeName(block)} ✕
    </button>
  )
}

interface ChoiceProps<Value extends string> {
  name: string
  options: readonly (readonly [Value, string])[]
  value: Value
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ name, options, value, onChange }: ChoiceProps<Value>): VNode {
  return (
    <select
      aria-label={name}
      value={value}
      onChange={(event) => {
        const chosen = options[event.currentTarget.selectedIndex]
        if (chosen !== undefined) onChange(chosen[0])
      }}
    >
      {options.map(([option, label]) => (
        <option value={option}>{label}</option>
      ))}
    </select>
  )
}
