import { HOST_FRAME_TYPES, type HostFrameType } from './codes.ts'
import type { Frame } from './frames.ts'
import type { HostMessage } from './protocol.ts'

/** A message of one frame. */
export type ShortMessage = Exclude<HostMessage, { type: 'load' }>

/** The frame of a message to the child. */
export function hostFrame(message: ShortMessage): Frame {
  const id = 'id' in message ? message.id : 0
  return { code: HOST_FRAME_TYPES.indexOf(frameType(message)), id, text: textOf(message) }
}

function frameType(message: ShortMessage): HostFrameType {
  if (message.type === 'reply') return message.ok ? 'reply-ok' : 'reply-error'
  return message.type
}

function textOf(message: ShortMessage): string {
  if (message.type === 'exec') return message.source
  return 'text' in message ? message.text : ''
}
