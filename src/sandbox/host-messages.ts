import { HOST_FRAME_TYPES, type HostFrameType } from './codes.ts'
import type { Frame } from './frames.ts'
import type { HostMessage } from './protocol.ts'
import { replayStartText } from './replay-start.ts'

/** A message that is sent in one go. */
export type ShortMessage = Exclude<HostMessage, { type: 'load' }>

/** The frames of a message to the child. */
export function hostFrames(message: ShortMessage): Frame[] {
  const id = 'id' in message ? message.id : 0
  const frame = { code: HOST_FRAME_TYPES.indexOf(frameType(message)), id, text: textOf(message) }
  if (message.type !== 'exec' || message.replay === undefined) return [frame]
  return [{ code: HOST_FRAME_TYPES.indexOf('replay'), id, text: replayStartText(message.replay) }, frame]
}

function frameType(message: ShortMessage): HostFrameType {
  if (message.type === 'reply') return message.ok ? 'reply-ok' : 'reply-error'
  return message.type
}

function textOf(message: ShortMessage): string {
  if (message.type === 'exec') return message.source
  return 'text' in message ? message.text : ''
}
