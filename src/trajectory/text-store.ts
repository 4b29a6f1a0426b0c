import { hash } from 'node:crypto'
import { LONGEST_INLINE_TEXT, type StoredText, type TextLine, type TextPiece } from './format.ts'

/** 96 bits of a hash: nobody finds two texts with the same id. */
const ID_CHARS = 16

/** Puts long texts on lines of their own, each once, and says where they stand. */
export class TextStore {
  readonly #known = new Set<string>()
  #lines: TextLine[] = []

  /** Where a text stands. */
  place(text: string): TextPiece {
    if (text.length <= LONGEST_INLINE_TEXT) return text
    // UTF-16, since UTF-8 gives all lone surrogates the same bytes.
    const id = hash('sha256', Buffer.from(text, 'utf16le'), 'base64url').slice(0, ID_CHARS)
    if (!this.#known.has(id)) this.#lines.push({ type: 'text', id, text })
    this.#known.add(id)
    return { $: id }
  }

  /** The same of a text that may hold some of `parts`, in this order, which stand elsewhere already. */
  placeInParts(text: string, parts: readonly string[]): StoredText {
    const pieces: TextPiece[] = []
    let from = 0
    for (const part of parts) {
      const at = part === '' ? -1 : text.indexOf(part, from)
      if (at === -1) continue
      if (at > from) pieces.push(this.place(text.slice(from, at)))
      pieces.push(this.place(part))
      from = at + part.length
    }
    if (pieces.length === 0) return this.place(text)
    if (from < text.length) pieces.push(this.place(text.slice(from)))
    return { $: pieces }
  }

  /** The lines of the texts that are new since the last call. */
  takeLines(): TextLine[] {
    const lines = this.#lines
    this.#lines = []
    return lines
  }

  /** What was taken has not been written: every text is new again. */
  forget(): void {
    this.#known.clear()
    this.#lines = []
  }
}
