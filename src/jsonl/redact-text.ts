/** Keeps secrets out of a text. One that throws hides the whole text. */
export type Redact = (text: string) => string

/** A text as it may be written. Never throws. */
export function redactText(text: string, redact: Redact | undefined): string {
  if (redact === undefined) return text
  try {
    const redacted: unknown = redact(text)
    return typeof redacted === 'string' ? redacted : '[redacted]'
  } catch {
    return '[redacted]'
  }
}
