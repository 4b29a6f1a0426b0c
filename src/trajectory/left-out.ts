import type { RunEvent } from '../run/events.ts'

const everywhere = ['runId', 'depth'] as const
const start = [...everywhere, 'parentId'] as const
const end = [...everywhere, 'outcome'] as const

/**
 * The fields that a line leaves out where they say what `EventHistory` knows without them, by the type of the event. Each
 * follows from those before it.
 */
export const LEFT_OUT = {
  'run-start': everywhere,
  'run-end': end,
  'iteration-start': [...start, 'isLast'],
  'iteration-end': end,
  'model-call-start': [...start, 'role', 'model', 'atMs', 'messages', 'promptChars'],
  'model-call-delta': everywhere,
  'model-call-retry': everywhere,
  'model-call-end': [...end, 'role', 'source', 'durationMs'],
  'block-start': start,
  'block-output': everywhere,
  'block-end': end,
  'sandbox-restart': everywhere,
  'compaction-start': start,
  'compaction-end': end,
  limit: everywhere,
  'sub-call-start': [...start, 'kind', 'recursive'],
  'sub-call-end': [...end, 'text', 'atMs', 'durationMs'],
  'tool-call-start': start,
  'tool-call-end': [...end, 'name', 'isReplayed', 'durationMs'],
  'replay-divergence': everywhere,
  'storage-error': everywhere,
  final: everywhere,
} as const satisfies { [Type in RunEvent['type']]: readonly (keyof (RunEvent & { type: Type }))[] }

/** A field that lines of some type of event leave out. */
export type LeftOutField<Type extends RunEvent['type'] = RunEvent['type']> = (typeof LEFT_OUT)[Type][number]

/** The types of events that this version knows. */
export const EVENT_TYPES: ReadonlySet<unknown> = new Set(Object.keys(LEFT_OUT))
