import { MAX_CHILD_MESSAGE_CHARS, type Frame } from './frames.ts'
import { WireViolation } from './wire-violation.ts'

/** Code of a frame that holds only a part of a message's text: the rest follows. */
export const PART_CODE = 255

/** Most characters of a frame's text: neither side ever handles more at a time. */
export const PART_CHARS = 1024 * 1024

/** The frames of a message, in order: parts of its text, then the frame that says what it is. */
export function* framesOf({ code, id, text }: Frame): Generator<Frame, void, undefined> {
  let start = 0
  for (; text.length - start > PART_CHARS; start += PART_CHARS) {
    yield { code: PART_CODE, id, text: text.slice(start, start + PART_CHARS) }
  }
  yield { code, id, text: text.slice(start) }
}

/** Puts messages together again. */
export class MessageParts {
  #text = ''

  /** The whole message, once its last frame has come. Throws a `WireViolation` where it is too long. */
  join({ code, id, text }: Frame): Frame | undefined {
    this.#text += text
    if (this.#text.length > MAX_CHILD_MESSAGE_CHARS) {
      throw new WireViolation('protocol', `a message longer than ${MAX_CHILD_MESSAGE_CHARS} characters`)
    }
    if (code === PART_CODE) return undefined
    const whole = { code, id, text: this.#text }
    this.#text = ''
    return whole
  }
}
