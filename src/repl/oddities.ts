/** What the texts that a block shows give away. */
export class Sightings {
  /** Whether an un-awaited promise was shown. */
  promise = false
  /** Whether the word `NaN` was. */
  notANumber = false

  look(text: string): void {
    if (text.length > MAX_LOOKED_AT) return
    this.promise ||= /\[object Promise\]|Promise \{ <not awaited> \}/.test(text)
    this.notANumber ||= /\bNaN\b/.test(text)
  }
}

/** Longer texts are data. */
const MAX_LOOKED_AT = 10_000

/** Points out what did not fail and still is hardly what was meant. */
export function oddities(source: string, sightings: Sightings, contextType: string): string[] {
  const notes: string[] = []
  if (sightings.notANumber && /["'`]\s*%\s*[\w([{]/.test(source)) {
    notes.push('`text % value` is NaN in JavaScript: write `text ${value}` in backticks.')
  }
  if (sightings.promise) notes.push('A promise was printed instead of its value: `await` it first.')
  if (contextType === 'object' && /\bcontext\.length\b/.test(source)) {
    notes.push('`context` is an object: Object.keys(context).length is the number of its keys.')
  }
  return notes
}
