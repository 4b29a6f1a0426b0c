import { hash } from 'node:crypto'
import { type Redact, redactText } from '../jsonl/redact-text.ts'
import { LONGEST_INLINE_TEXT, type StoredText, type TextLine } from './schema.ts'

/** 96 bits: nobody finds two texts with the same id. */
const ID_CHARS = 16

/** Puts long texts on lines of their own, each once, and says where they stand. */
export class TextStore {
  readonly #redact: Redact | undefined
  readonly #known = new Set<string>()
  #lines: TextLine[] = []

  constructor(redact: Redact | undefined) {
    this.#redact = redact
  }

  /** A text as it may be written. */
  redact(text: string): string {
    return redactText(text, this.#redact)
  }

  /** Where a redacted text stands. White space at its end stays in place: with and without it, it is the same text. */
  place(text: string): StoredText {
    if (text.length <= LONGEST_INLINE_TEXT) return text
    const trimmed = text.trimEnd()
    if (trimmed.length === text.length) return { $: this.#idOf(text) }
    return { $: [this.place(trimmed), text.slice(trimmed.length)] }
  }

  /** The same of a text that may hold some of `parts`, in this order, which stand elsewhere already. */
  placeInParts(text: string, parts: readonly string[]): StoredText {
    const pieces: StoredText[] = []
    let from = 0
    for (const part of parts) {
      const at = text.indexOf(part, from)
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

  #idOf(text: string): string {
    // UTF-16, since UTF-8 gives all lone surrogates the same bytes.
    const id = hash('sha256', Buffer.from(text, 'utf16le'), 'base64url').slice(0, ID_CHARS)
    if (!this.#known.has(id)) {
      this.#known.add(id)
      this.#lines.push({ type: 'text', id, text })
    }
    return id
  }
}
