/** The text of which this is base64 of raw deflate. Works in Node and in browsers alike. */
export async function inflate(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Response(stream).text()
}

/** The text of a compressed text line, which holds its JSON: that keeps lone surrogates. */
export async function inflateText(base64: string): Promise<string> {
  const value: unknown = JSON.parse(await inflate(base64))
  if (typeof value !== 'string') throw new TypeError('A compressed text must be the JSON of a string.')
  return value
}
