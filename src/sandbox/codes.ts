import type { ChildMessage } from './protocol.ts'

/**
 * Types of the host's frames; a type's place is its code. `reply` and `load` are split, so that their text can
 * travel raw. `replay` comes before an `exec`, `load-name` and `append-to` before the other loads: they are parts of
 * the message that follows.
 */
export const HOST_FRAME_TYPES = [
  'replay',
  'exec',
  'reply-ok',
  'reply-error',
  'timer',
  'cancel',
  'load-name',
  'append-to',
  'load-text',
  'load-json',
  'quit',
] as const

/** The type of a frame from the host. */
export type HostFrameType = (typeof HOST_FRAME_TYPES)[number]

/** Types of the frames that are parts of the message that follows. */
export const HOST_PREFIX_TYPES = ['replay', 'load-name', 'append-to'] as const satisfies readonly HostFrameType[]

/** The type of such a frame. */
export type HostPrefixType = (typeof HOST_PREFIX_TYPES)[number]

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
