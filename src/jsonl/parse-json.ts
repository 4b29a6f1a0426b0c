/** The JSON value that a text holds, or the bytes of one; `undefined` where they hold none, or are too many for a string. */
export function parseJson(bytes: Buffer | string): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
