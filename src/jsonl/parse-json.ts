/** The JSON value that a text holds, or the bytes of one; `undefined` where they hold none, or are too many for a string. */
export function parseJson(bytes: string | Text): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** A `Buffer`, told without Node's types: pages in browsers parse lines, too. */
interface Text {
  toString(encoding?: 'utf8'): string
}
