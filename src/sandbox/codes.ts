import type { ChildMessage } from './protocol.ts'

/**
 * Types of the host's frames; a type's place is its code. `reply` and `context` are split, so that their text can
 * travel raw.
 */
export const HOST_FRAME_TYPES = [
  'exec',
  'reply-ok',
  'reply-error',
  'timer',
  'cancel',
  'context-text',
  'context-json',
  'quit',
] as const

/** The type of a frame from the host. */
export type HostFrameType = (typeof HOST_FRAME_TYPES)[number]

/** Types of the child's frames; a type's place is its code. */
export const CHILD_FRAME_TYPES = [
  'ready',
  'loaded',
  'print',
  'query',
  'waiting',
  'timer',
  'clear-timer',
  'final',
  'done',
] as const satisfies readonly ChildMessage['type'][]
