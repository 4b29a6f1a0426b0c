/** What the text of a final says, or why it does not fit. */
type Reading = { ok: true; value: unknown } | { ok: false; problem: string }

/** What a run's answer must be. */
export interface AnswerShape {
  /** TypeScript type that the model is shown; left out where any text will do. */
  type?: string | undefined
  read(text: string): Promise<Reading>
}

/** An answer that counts. */
export interface Answer {
  text: string
  /** The text as the shape reads it. */
  value: unknown
}

/** Any text, as it is. */
export const ANY_TEXT: AnswerShape = { read: async (value) => ({ ok: true, value }) }
