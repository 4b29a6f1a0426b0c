/** Part of the limit that goes to the start of a text; the rest shows its end. */
const HEAD_SHARE = 0.6

/** The output of one block: its start is passed on as it comes, its end is held back for the moment the block ends. */
export class Output {
  readonly #limit: number
  readonly #send: (text: string) => void
  readonly #headLimit: number
  #total = 0
  #sent = 0
  #isHolding = false
  #endsLine = false
  #held = ''

  constructor(limit: number, send: (text: string) => void) {
    this.#limit = limit
    this.#send = send
    this.#headLimit = Math.floor(limit * HEAD_SHARE)
  }

  write(text: string): void {
    this.#total += text.length
    if (this.#isHolding) return this.#hold(text)
    const room = this.#headLimit - this.#sent
    const head = text.length <= room ? text : this.#cutEnd(text.slice(0, room))
    if (head !== '') this.#send(head)
    this.#sent += head.length
    this.#endsLine = head.endsWith('\n') || (head === '' && this.#endsLine)
    this.#isHolding = head.length < text.length
    this.#hold(text.slice(head.length))
  }

  /** The text up to its last line break, unless too much would be lost. */
  #cutEnd(text: string): string {
    const end = text.lastIndexOf('\n') + 1
    const isLineEnd = end > 0 || this.#endsLine
    return isLineEnd && this.#sent + end > this.#headLimit / 2 ? text.slice(0, end) : text
  }

  /** Keeps at least as much of the end as may have to be shown. */
  #hold(text: string): void {
    this.#held += text
    if (this.#held.length > 4 * this.#limit) this.#held = this.#held.slice(-this.#limit)
  }

  /** What was held back: all of it where everything fits, else the end with a note of the true length. */
  tail(): string {
    if (this.#total <= this.#limit) return this.#held
    const end = cutStart(this.#held.slice(-(this.#limit - this.#headLimit)))
    return `${omission(this.#total - this.#sent - end.length, this.#total)}${end}`
  }
}

/** A text within a limit: all of it, or its start and its end. */
export function headAndTail(text: string, limit: number): string {
  if (text.length <= limit) return text
  let head = ''
  const output = new Output(limit, (part) => {
    head += part
  })
  output.write(text)
  return head + output.tail()
}

function omission(hidden: number, total: number): string {
  return `\n… ${hidden} of ${total} characters not shown …\n`
}

/** The text from its first full line on, where that is not too far from its start. */
function cutStart(text: string): string {
  const start = text.indexOf('\n') + 1
  return start > 0 && start < text.length / 2 ? text.slice(start) : text
}
