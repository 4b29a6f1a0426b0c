/** Asks the root LM for a summary of the conversation so far, which its next turns will see instead. */
export const SUMMARY_REQUEST = `This conversation has grown almost as long as you can read, so its older turns will be replaced by a summary, which you write now. Write no block. Say, as briefly as you can without loss:
- what you have found out, with the figures, names and quotations that the answer needs;
- which variables and functions hold what in the REPL; they all stay;
- what was tried and did not work;
- what is still to be done, and how.`

/** What the message with the query says once older turns have been summarised. */
export function compactionNote(summary: string, summarised: number): string {
  return `The first ${summarised} messages that followed have been replaced by your own summary of them, below. All variables of the REPL are as they were, and the whole conversation is there as \`history\`, an array of { role, content }.

Your summary:
${summary}`
}

/** Stands where the summary should: none could be had. */
export const NO_SUMMARY = '(none could be made; look into `history` and at SHOW_VARS())'

/** The head and the tail of a text that is longer than `maxChars`, with a note of what is left out. */
export function clipped(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const half = Math.floor(maxChars / 2)
  return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`
}
