const STOP_WORDS = new Set(
  `a about above after all also am an and answer any are as at be been before being below between both but by can could
  did do does each every for from had has have having he her here his how i if in into is it its just like many may me
  more most much must my no nor not of on one only or other our out over own part same she should so some such tell than
  that the their them then there these they this those through to together too under up upon us use very was we were
  what when where which while who whom whose why will with would you your`.split(/\s+/),
)

/** The words of a text, in lower case and in order. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? []
}

/** The stem of an English word, by cutting common endings: `charged`, `charges` and `charge` have one stem. */
export function stem(word: string): string {
  const singular = word.replace(/['’]s$/, '').replace(/ies$/, 'y')
  const bare = singular.length > 4 ? singular.replace(/(?:ing|ed|ly|es|s)$/, '') : singular.replace(/s$/, '')
  return (bare.length < 3 ? singular : bare).replace(/e$/, '').replace(/([bdglmnprt])\1$/, '$1')
}

/** Stems of the words that carry meaning, in order, each once. */
export function keywordStems(text: string): string[] {
  const meaningful = wordsOf(text).filter((word) => !STOP_WORDS.has(word))
  return [...new Set(meaningful.map(stem))]
}

/** The sentences of a text; a line break ends one too. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+(?=[\p{Lu}\p{N}"'(])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/** The clauses of a sentence: what stands between commas, semicolons and conjunctions. */
export function clausesOf(sentence: string): string[] {
  return sentence.split(/[;,:]\s+|\s(?:but|while|whereas)\s/)
}
