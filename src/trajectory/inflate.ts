/**
 * The text of a compressed text line: base64 of raw deflate of its JSON, which keeps lone surrogates. Works in Node and
 * in browsers alike.
 */
export async function inflateText(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const value: unknown = JSON.parse(await new Response(stream).text())
  if (typeof value !== 'string') throw new TypeError('A compressed text must be the JSON of a string.')
  return value
}
