import type { ChildMessage } from './protocol.ts'

/**
 * Types of the host's frames; a type's place is its code. `reply` and `load` are split, so that their text can
 * travel raw; `load-name` comes before the others, and is a part of their message.
 */
export const HOST_FRAME_TYPES = [
  'exec',
  'reply-ok',
  'reply-error',
  'timer',
  'cancel',
  'load-name',
  'load-text',
  'load-json',
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
  'code-cache',
] as const satisfies readonly ChildMessage['type'][]
