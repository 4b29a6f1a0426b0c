import { OpenFence, readOpening } from './fences.ts'
import { isRunnable } from './languages.ts'
import { opensTextFinal } from './text-final.ts'

/**
 * Finds the blocks of a reply while it is still arriving: those that it gives are the first ones that `parseReply` finds
 * in the whole reply. A line counts once its line break is there. Behind a line that begins like a text final it gives
 * none, since what belongs to the final can only be told from the whole.
 */
export class BlockStream {
  /** The line that is still arriving. */
  #line = ''
  #fence: OpenFence | undefined
  #isOver = false

  /** Takes what has arrived since; returns the sources of the blocks that it closes. */
  push(delta: string): string[] {
    if (this.#isOver) return []
    const lastBreak = delta.lastIndexOf('\n')
    if (lastBreak === -1) {
      this.#line += delta
      return []
    }
    const lines = (this.#line + delta.slice(0, lastBreak)).split('\n')
    this.#line = delta.slice(lastBreak + 1)
    return lines.flatMap((line) => this.#take(line.endsWith('\r') ? line.slice(0, -1) : line))
  }

  #take(line: string): string[] {
    if (this.#isOver) return []
    if (this.#fence === undefined) return this.#open(line)
    const effect = this.#fence.take(line)
    if (effect === 'inside') return []
    const { language, source } = this.#fence
    this.#fence = undefined
    return [...(isRunnable(language) ? [source] : []), ...(effect === 'closes' ? [] : this.#open(line))]
  }

  #open(line: string): string[] {
    const opening = readOpening(line)
    if (opening === undefined) {
      this.#isOver = opensTextFinal(line)
      return []
    }
    if (opening.source === undefined) this.#fence = new OpenFence(opening)
    else if (isRunnable(opening.language)) return [opening.source]
    return []
  }
}
